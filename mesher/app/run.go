package app

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/lending"
	"github.com/mesh-actors/mesh/mesher/live"
	"github.com/mesh-actors/mesh/mesher/lockfile"
	"github.com/mesh-actors/mesh/mesher/server"
	"github.com/mesh-actors/mesh/mesher/spool"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// stopWithin bounds the whole stop; requests under way get most of it.
const (
	stopWithin   = 20 * time.Second
	requestGrace = 10 * time.Second
)

// Run runs the program until ctx ends, and returns nil when it has stopped in
// order. Its error says what to do if the program can't start, or why its
// services fail more often than restarts can help with.
func Run(ctx context.Context, c Config) error {
	tuneGC()
	p, err := start(ctx, c)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return nil // it was told to stop before there was a database
	}
	if err != nil {
		return err
	}
	if err = p.wait(ctx); err == nil {
		p.drain()
	}
	return errors.Join(err, p.stop())
}

// A program is a running Mesher, or one that is being assembled: its fields are nil
// until start reaches them.
type program struct {
	config   Config
	database database
	folder   *lockfile.Lock
	store    mesher.Store
	spool    *spool.Spool
	door     *door
	sockets  *door // only for WebSockets
	admin    *door // for operators
	address  address
	gate     *access.Gate
	pipeline *ingest.Pipeline
	duties   *duties
	ownRooms ownRooms
	streams  *live.Streams
	web      *server.Server
	sys      *actor.System
	root     actor.PID
	node     atomic.Pointer[dist.Node]       // nil when it is alone; services that start earlier find none yet
	lending  atomic.Pointer[lending.Lending] // likewise
	leaving  atomic.Bool                     // it was told to stop

	started    time.Time
	throughput throughput
}

// start returns when requests are answered.
func start(ctx context.Context, c Config) (p *program, err error) {
	p = &program{started: time.Now()}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.stop())
		}
	}()
	if p.config, err = c.withDefaults(); err != nil {
		return p, err
	}
	if p.database, err = p.config.database(); err != nil {
		return p, err
	}
	if p.folder, err = takeFolder(p.config.DataDir); err != nil {
		return p, err
	}
	if p.spool, err = p.openSpool(); err != nil {
		return p, err
	}
	if p.door, err = openDoor(p.config.Bind, p.config.HTTPPort, httpPort); err != nil {
		return p, err
	}
	if p.sockets, err = openSocketDoor(p.config); err != nil {
		return p, err
	}
	if p.admin, err = openAdminDoor(p.config); err != nil {
		return p, err
	}
	p.address = address{public: p.config.PublicURL}
	if p.address.local, err = p.secureDoor(); err != nil {
		return p, err
	}
	if err := p.openStore(ctx); err != nil {
		return p, err
	}
	setup, err := p.setupSecrets(ctx)
	if err != nil {
		return p, err
	}
	p.gate = access.New(access.Config{Store: rights{p.store, p}, Setup: setup, Log: p.config.Log})
	p.sys = actor.NewSystem(actor.Config{Node: p.config.Cluster.Name, Logger: p.config.Log})
	if err := p.startServices(ctx); err != nil {
		return p, err
	}
	if err := p.join(ctx); err != nil {
		return p, err
	}
	if err := p.startDoors(ctx); err != nil {
		return p, err
	}
	if err := p.address.leave(p.config.DataDir); err != nil {
		return p, err
	}
	if err := p.greet(ctx); err != nil {
		return p, err
	}
	p.config.Log.Info("started", "address", p.address.local, "sockets", p.sockets.url(), "admin", p.admin.url(), "data", p.config.DataDir, "database", p.database.name)
	return p, nil
}

// wait returns nil when ctx ends, which is how the program is told to stop.
func (p *program) wait(ctx context.Context) error {
	reason, err := p.sys.Wait(ctx, p.root)
	if err != nil {
		return nil
	}
	return fmt.Errorf("the services failed too often: %w", reason)
}

// stop takes the program apart in the reverse order: first nothing new comes
// in, the database is closed last.
func (p *program) stop() error {
	if p.door != nil {
		p.config.Log.Info("stopping")
		p.door.close()
	}
	for _, d := range []*door{p.sockets, p.admin} {
		if d != nil {
			d.close()
		}
	}
	var errs []error
	if p.sys != nil {
		p.address.remove(p.config.DataDir)
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		p.stopDoors(ctx)
		errs = append(errs, p.leave(ctx), p.sys.Stop(ctx))
	}
	if p.spool != nil {
		errs = append(errs, p.spool.Close())
	}
	if p.store != nil {
		errs = append(errs, p.store.Close())
	}
	if p.folder != nil {
		errs = append(errs, p.folder.Release())
	}
	return errors.Join(errs...)
}
