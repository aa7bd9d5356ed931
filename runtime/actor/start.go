package actor

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Starter makes one process, with the given spawner and options. Keep a Starter
// to make the process again, as supervisors do.
type Starter func(by Spawner, opts ...Option) PID

// With returns a Starter that spawns with these options as well.
func (s Starter) With(more ...Option) Starter {
	return func(by Spawner, opts ...Option) PID { return s(by, slices.Concat(opts, more)...) }
}

// Run returns the [Starter] of processes that run f.
func Run(f Func) Starter {
	return func(by Spawner, opts ...Option) PID { return by.Spawn(f, opts...) }
}

// RunHandler returns the [Starter] of processes that react to messages; each gets
// a new handler from make.
func RunHandler(make func() Handler) Starter {
	return func(by Spawner, opts ...Option) PID { return by.SpawnHandler(make(), opts...) }
}

// A StartError is returned when a process exited before it was up.
type StartError struct {
	PID    PID
	Reason error
}

func (e *StartError) Error() string { return fmt.Sprintf("start %v: %v", e.PID, e.Reason) }

// Unwrap returns the reason if it is a fault, otherwise nil.
func (e *StartError) Unwrap() error { return fault(e.Reason) }

// ErrNotYet, returned by Init, means that the process goes on but is not up yet:
// it handles messages, and calls [Process.Up] once it is ready. A process that
// exits before that has failed to start. A supervisor uses this to stay
// responsive while it starts its children.
var ErrNotYet = errors.New("process is not up yet")

// Up reports a process whose Init returned [ErrNotYet] as up to those that wait
// for it. Otherwise, and the second time, it does nothing.
func (p *Process) Up() {
	if p.private == nil || p.private.coming == nil {
		return
	}
	o := p.private.coming
	p.private.coming = nil
	p.started(o)
}

// Start makes a process and returns when it is up: a handler when its Init has
// returned. If the process exits before that, the error is a [*StartError]. If
// ctx ends before that, the process is killed.
func Start(ctx context.Context, by Spawner, start Starter, opts ...Option) (PID, error) {
	c := newCall()
	c.begin(nil)
	asked := Option(func(s *spawning) { s.asked = c })
	pid := start(by, slices.Concat(opts, []Option{asked})...)
	p, _ := by.(*Process)
	if p != nil {
		p.ring(c, ctx.Done())
	} else {
		c.wait(ctx.Done())
	}
	c.hangUp()
	if p != nil {
		p.checkpoint()
	}
	if c.stands() == answered {
		return pid, nil
	}
	if ctx.Err() != nil {
		by.System().Exit(pid, Kill)
	}
	return PID{}, &StartError{pid, c.failure(ctx)}
}
