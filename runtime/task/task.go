package task

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Task is a function that runs in a process of its own, and then its result.
type Task[T any] struct {
	sys *actor.System
	pid actor.PID // for others to use: the process may run before it is set

	done  chan struct{} // closed when the result below is set
	value T
	err   error
}

// Go starts a task. If by is a process, the task exits with it.
func Go[T any](by actor.Spawner, f func(p *actor.Process) (T, error)) *Task[T] {
	t := &Task[T]{sys: by.System(), done: make(chan struct{})}
	var owner context.Context
	if p, ok := by.(*actor.Process); ok {
		owner = p.Context()
	}
	t.pid = by.Spawn(func(p *actor.Process) error {
		if owner != nil {
			defer tie(p, owner)()
		}
		return t.run(p, f)
	})
	return t
}

// tie makes p exit when its owner has to.
func tie(p *actor.Process, owner context.Context) (untie func() bool) {
	sys, pid := p.System(), p.Self()
	return context.AfterFunc(owner, func() {
		sys.Exit(pid, actor.ShutdownBecause(context.Cause(owner)))
	})
}

// run is the task's process. Its result is what f returned, unless the process
// had to exit before that.
func (t *Task[T]) run(p *actor.Process, f func(p *actor.Process) (T, error)) error {
	var value T
	var err error
	returned := false
	p.OnExit(func(reason error) {
		if returned {
			t.value, t.err = value, err
		} else {
			t.err = &ExitError{p.Self(), reason}
		}
		close(t.done)
	})
	value, err = f(p)
	returned = t.sys.Alive(p.Self())
	return err
}

// PID returns the PID of the task's process.
func (t *Task[T]) PID() actor.PID { return t.pid }

// Cancel asks the task to exit, with [actor.Shutdown], and does not wait for it.
// Anything the task returns from now on is lost; a result it already has stays.
func (t *Task[T]) Cancel() { t.sys.Exit(t.pid, actor.Shutdown) }

// Await waits until the task's process is gone and returns the result. If ctx
// ends first, the error says so and the task goes on. A task may be awaited
// again, and by several callers.
func (t *Task[T]) Await(ctx context.Context, by actor.Sender) (T, error) {
	if err := t.wait(ctx, by); err != nil {
		var none T
		return none, err
	}
	return t.result()
}

// result returns the result of a task whose process is gone. A process that left
// none was killed, or ended before it ran a line.
func (t *Task[T]) result() (T, error) {
	select {
	case <-t.done:
		return t.value, t.err
	default:
		var none T
		return none, &ExitError{t.pid, actor.Killed}
	}
}

// wait is [actor.System.Wait] for any caller: a process leaves it when it has to
// exit.
func (t *Task[T]) wait(ctx context.Context, by actor.Sender) error {
	p, ok := by.(*actor.Process)
	if !ok {
		_, err := t.sys.Wait(ctx, t.pid)
		return err
	}
	either, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(p.Context(), func() { cancel(actor.ErrExiting) })()
	_, err := t.sys.Wait(either, t.pid)
	if p.Context().Err() != nil {
		p.Sleep(0) // does not return
	}
	return err
}

// An ExitError says that a task's process exited without returning a result.
type ExitError struct {
	PID    actor.PID
	Reason error // Killed also if it had to exit before it ran
}

func (e *ExitError) Error() string { return fmt.Sprintf("task %v exited: %v", e.PID, e.Reason) }

// Unwrap returns the reason if it is a fault, otherwise nil: that its process
// exited quietly does not mean that the task succeeded.
func (e *ExitError) Unwrap() error {
	if actor.IsFault(e.Reason) {
		return e.Reason
	}
	return nil
}
