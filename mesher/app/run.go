package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// stopWithin bounds the whole stop; requests under way get most of it.
const (
	stopWithin   = 20 * time.Second
	requestGrace = 10 * time.Second
)

// Run runs the program until ctx ends and returns nil when it has stopped in
// order. It returns an error if it can't start, which says what to do about it,
// or if its services fail more often than restarts can help.
func Run(ctx context.Context, c Config) (err error) {
	c, err = c.withDefaults()
	if err != nil {
		return err
	}
	store, err := sqlstore.Open(ctx, c.database())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	_, key, err := store.Bootstrap(ctx)
	if err != nil {
		return err
	}

	door, err := openDoor(c.HTTPPort)
	if err != nil {
		return err
	}
	defer door.close()

	sys := actor.NewSystem(actor.Config{Logger: c.Log})
	defer func() { err = errors.Join(err, stop(ctx, sys)) }()
	house := address{local: door.url(), public: c.PublicURL, key: key}
	root, err := tree(c, sys, store, door, house)
	if err != nil {
		return err
	}
	pid, err := supervisor.Start(ctx, sys, root)
	if err != nil {
		return fmt.Errorf("start the services: %w", err)
	}
	forget, err := house.write(c.DataDir)
	if err != nil {
		return err
	}
	defer forget()
	house.greet(c.Greeting)

	reason, err := sys.Wait(ctx, pid)
	if err == nil {
		return fmt.Errorf("the services failed too often: %w", reason)
	}
	return nil // ctx ended: somebody asked the program to stop
}

// stop ends all processes, in the reverse order of their start.
func stop(ctx context.Context, sys *actor.System) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return sys.Stop(ctx)
}
