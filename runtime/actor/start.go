package actor

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Starter makes one process, by the spawner and with the options it is given.
// It is what one keeps to make the process again, as supervisors do.
type Starter func(by Spawner, opts ...Option) PID

// With is the Starter that spawns with these options besides.
func (s Starter) With(more ...Option) Starter {
	return func(by Spawner, opts ...Option) PID { return s(by, slices.Concat(opts, more)...) }
}

// Run is the [Starter] of processes that run f.
func Run(f Func) Starter {
	return func(by Spawner, opts ...Option) PID { return by.Spawn(f, opts...) }
}

// RunHandler is the [Starter] of processes that react by a handler; each gets a
// fresh one from make.
func RunHandler(make func() Handler) Starter {
	return func(by Spawner, opts ...Option) PID { return by.SpawnHandler(make(), opts...) }
}

// A StartError says that a process exited before it was up.
type StartError struct {
	PID    PID
	Reason error
}

func (e *StartError) Error() string { return fmt.Sprintf("start %v: %v", e.PID, e.Reason) }

// Unwrap gives the reason, unless that is a good one.
func (e *StartError) Unwrap() error { return fault(e.Reason) }

// ErrNotYet, returned by Init, says that the process goes on but is not up: it
// reacts to messages, and calls [Process.Up] when what it waits for has
// happened. One that exits before has failed to start. So a supervisor starts
// its children without being deaf meanwhile.
var ErrNotYet = errors.New("process is not up yet")

// Up tells those who wait for it that a process is up whose Init returned
// [ErrNotYet]. Otherwise, and the second time, it does nothing.
func (p *Process) Up() {
	if p.private == nil || p.private.coming == nil {
		return
	}
	o := p.private.coming
	p.private.coming = nil
	p.started(o)
}

// Start makes a process and returns when it is up: a handler when its Init has
// returned. If it exits before, the error is a [*StartError]. If ctx ends
// before, the process is killed.
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
