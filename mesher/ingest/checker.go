package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// checkEvery is how often each service is checked.
	checkEvery = 10 * time.Second
	// checkPatience is how long a service may leave a check unanswered before it
	// counts as hung. No service takes half as long over anything, however slow the
	// database is.
	checkPatience = time.Minute
)

// areYouWell asks a service for a reply: any will do.
type areYouWell struct{}

// checker is the process that watches for services that neither work nor die: a
// supervisor restarts only those that exit. One goroutine checks each service.
func checker(services []string) actor.Func {
	return func(p *actor.Process) error {
		for _, name := range services {
			p.Go(func(ctx context.Context) { check(ctx, p, name) })
		}
		for {
			p.Receive()
		}
	}
}

// check makes a hung service restart, until ctx ends.
func check(ctx context.Context, p *actor.Process, name string) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if pid, ok := p.System().Whereis(name); ok && hangs(ctx, p.System(), pid) {
			p.Log().Error("a service hangs, and is restarted", "service", name, "pid", pid)
			p.System().Exit(pid, actor.Kill)
		}
	}
}

func hangs(ctx context.Context, sys *actor.System, pid actor.PID) bool {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	_, err := service.Call[any](ctx, sys, pid, areYouWell{})
	return errors.Is(reasonOf(err), context.DeadlineExceeded)
}
