package task_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/task"
)

var errWrong = errors.New("wrong")

func answer(*actor.Process) (int, error) { return 42, nil }

func burst(*actor.Process) (int, error) { panic("burst") }

func forever(p *actor.Process) (int, error) {
	p.Receive()
	return 0, nil
}

// exitReason returns why a task exited without a result.
func exitReason(t *testing.T, err error) error {
	t.Helper()
	e, ok := errors.AsType[*task.ExitError](err)
	if !ok {
		t.Fatalf("got %v, want an ExitError", err)
	}
	return e.Reason
}

// RT-15: a task's result is what its function returned.
func TestAwait(t *testing.T) {
	for name, c := range map[string]struct {
		f       func(p *actor.Process) (int, error)
		want    int
		wantErr error // in the chain of the error
	}{
		"a value":          {f: answer, want: 42},
		"an error":         {f: func(*actor.Process) (int, error) { return 1, errWrong }, want: 1, wantErr: errWrong},
		"a good reason":    {f: func(*actor.Process) (int, error) { return 0, actor.Normal }, wantErr: actor.Normal},
		"an error to stop": {f: func(p *actor.Process) (int, error) { p.Stop(errWrong); return 1, nil }, wantErr: errWrong},
	} {
		t.Run(name, func(t *testing.T) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				probe := actortest.NewProbe(t, sys)
				check := func(n int, err error) {
					if n != c.want || !errors.Is(err, c.wantErr) {
						t.Errorf("got %d, %v, want %d, %v", n, err, c.want, c.wantErr)
					}
				}
				own := task.Go(sys, c.f)
				check(own.Await(t.Context(), sys))
				check(own.Await(t.Context(), sys)) // and again
				probe.Do(func(p *actor.Process) {
					check(task.Go(p, c.f).Await(t.Context(), p))
					check(own.Await(t.Context(), p)) // another's
				})
				probe.ExpectNothing() // nothing of it came by the mailbox
			})
		})
	}
}

// RT-15: a panic is the task's error, with its stack, and ends nothing else.
func TestAwaitPanic(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		_, err := task.Go(sys, burst).Await(t.Context(), sys)
		e, ok := errors.AsType[*actor.PanicError](err)
		if !ok || e.Value != "burst" || !strings.Contains(string(e.Stack), "task_test.burst") {
			t.Fatalf("got %v, want the panic and where it was", err)
		}
		probe.Do(func(p *actor.Process) { _, err = task.Go(p, burst).Await(t.Context(), p) })
		if _, ok := errors.AsType[*actor.PanicError](err); !ok {
			t.Errorf("got %v, want the panic", err)
		}
		if !sys.Alive(probe.PID()) {
			t.Error("a task's panic ended its owner")
		}
	})
}

// A task has a result only if it returned before anything else ended it.
func TestAwaitExit(t *testing.T) {
	for name, c := range map[string]struct {
		f    func(p *actor.Process) (int, error)
		end  func(sys *actor.System, t *task.Task[int])
		want error
	}{
		"cancelled":               {forever, cancel, actor.Shutdown},
		"cancelled, and returned": {untilDone, cancel, actor.Shutdown},
		"killed":                  {forever, kill, actor.Killed},
		"killed, and returned":    {untilDone, kill, actor.Killed},
		"stopped":                 {func(p *actor.Process) (int, error) { p.Stop(nil); return 1, nil }, nothing, actor.Normal},
	} {
		t.Run(name, func(t *testing.T) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				own := task.Go(sys, c.f)
				synctest.Wait() // it runs
				early := task.Go(sys, func(p *actor.Process) (int, error) { return own.Await(t.Context(), p) })
				synctest.Wait() // it waits
				c.end(sys, own)
				if _, err := own.Await(t.Context(), sys); exitReason(t, err) != c.want || errors.Is(err, actor.Shutdown) {
					t.Errorf("got %v, want the exit %v, not taken for a good one", err, c.want)
				}
				if _, err := early.Await(t.Context(), sys); exitReason(t, err) != c.want {
					t.Errorf("who waited before got %v, want %v", err, c.want)
				}
				synctest.Wait()
				if n, err := own.Await(t.Context(), sys); n != 0 || exitReason(t, err) != c.want {
					t.Errorf("later: got %d, %v, want %v", n, err, c.want)
				}
			})
		})
	}
}

func cancel(_ *actor.System, t *task.Task[int]) { t.Cancel() }
func kill(sys *actor.System, t *task.Task[int]) { sys.Exit(t.PID(), actor.Kill) }
func nothing(*actor.System, *task.Task[int])    {}
func untilDone(p *actor.Process) (int, error)   { <-p.Context().Done(); return 1, nil }

func TestAwaitContext(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		slow := task.Go(sys, func(p *actor.Process) (int, error) { p.Sleep(5 * time.Second); return 1, nil })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := slow.Await(ctx, sys); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
		probe.Do(func(p *actor.Process) {
			if _, err := slow.Await(ctx, p); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a process got %v, want the deadline", err)
			}
			if n, err := slow.Await(t.Context(), p); n != 1 || err != nil {
				t.Errorf("got %d, %v: the task is to go on", n, err)
			}
		})
	})
}

func TestGoWhenStopped(t *testing.T) {
	sys := actor.NewSystem(actor.Config{})
	if err := sys.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := task.Go(sys, answer).Await(t.Context(), sys); exitReason(t, err) != actor.Killed {
		t.Errorf("got %v, want %v", err, actor.Killed)
	}
}
