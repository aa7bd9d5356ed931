package actor_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// The first reason to exit stands, except that a kill replaces it.
func TestFirstReasonStands(t *testing.T) {
	for _, c := range []struct {
		then, want error
	}{
		{actor.Shutdown, errBroken},
		{actor.Kill, actor.Killed},
	} {
		actortest.Run(t, func(t *testing.T, sys *actor.System) {
			probe := actortest.NewProbe(t, sys)
			release := make(chan struct{})
			probe.Go(func(p *actor.Process) { <-release })
			sys.Exit(probe.PID(), errBroken)
			sys.Exit(probe.PID(), c.then)
			close(release)
			if got := probe.Reason(); got != c.want {
				t.Errorf("exited for %v, want %v", got, c.want)
			}
		})
	}
}

// A process's exit hooks run in the reverse order of their registration, with the
// reason.
func TestOnExit(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		var did []string
		probe := actortest.NewProbe(t, sys)
		probe.Do(func(p *actor.Process) {
			for _, name := range []string{"first", "second", "third"} {
				p.OnExit(func(reason error) {
					did = append(did, name)
					if reason != errBroken {
						t.Errorf("told of %v", reason)
					}
					if name == "second" {
						panic("changes nothing")
					}
				})
			}
			p.Stop(errBroken)
		})
		probe.Reason()
		if want := []string{"third", "second", "first"}; !slices.Equal(did, want) {
			t.Errorf("did %v, want %v", did, want)
		}
	})
}

// The context ends as soon as the process has to exit, for the same reason.
func TestContextOfTheProcess(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		for _, c := range []struct{ exit, cause error }{{errBroken, errBroken}, {actor.Kill, actor.Killed}} {
			probe := actortest.NewProbe(t, sys)
			ctx := actortest.Get(probe, func(p *actor.Process) context.Context { return p.Context() })
			if ctx.Err() != nil {
				t.Error("it has ended before the process")
			}
			release := make(chan struct{})
			probe.Go(func(*actor.Process) { <-release })
			sys.Exit(probe.PID(), c.exit)
			<-ctx.Done()
			if got := context.Cause(ctx); got != c.cause {
				t.Errorf("ended for %v, want %v", got, c.cause)
			}
			close(release)
		}
	})
}

// Stop waits for the goroutines of a process, even of one that was killed.
func TestStopWaitsForGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		probe := actortest.NewProbe(t, sys)
		ended := false
		release := make(chan struct{})
		probe.Do(func(p *actor.Process) {
			p.Go(func(context.Context) {
				<-release
				ended = true
			})
		})
		sys.Exit(probe.PID(), actor.Kill)
		synctest.Wait()
		if stuck := sys.Stuck(); !slices.Contains(stuck, probe.PID()) {
			t.Errorf("stuck are %v", stuck)
		}
		close(release)
		if err := sys.Stop(t.Context()); err != nil || !ended {
			t.Errorf("stopped with %v before the goroutine ended", err)
		}
	})
}

// A panic is logged, with what the process was, even where it changes nothing
// (S59).
func TestPanicsAreLogged(t *testing.T) {
	for where, f := range map[string]actor.Func{
		"in its code":             func(*actor.Process) error { panic("oops") },
		"in a deferred function":  func(p *actor.Process) error { defer panic("oops"); p.Receive(); return nil },
		"in a function of OnExit": func(p *actor.Process) error { p.OnExit(func(error) { panic("oops") }); return nil },
		"in a goroutine":          func(p *actor.Process) error { p.Go(func(context.Context) { panic("oops") }); return nil },
	} {
		var log strings.Builder
		synctest.Test(t, func(t *testing.T) {
			sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			pid := sys.Spawn(f)
			synctest.Wait()
			sys.Exit(pid, errBroken)
			if err := sys.Stop(t.Context()); err != nil {
				t.Error(err)
			}
			if !strings.Contains(log.String(), "oops") || !strings.Contains(log.String(), pid.String()) {
				t.Errorf("%s: the log says %q", where, log.String())
			}
		})
	}
}

// crooked is an error whose methods panic, like those of a nil pointer in an
// interface.
type crooked struct{ inner error }

func (c *crooked) Error() string { return c.inner.Error() }
func (c *crooked) Unwrap() error { return c.inner }

// No reason, however broken, ends the program (RT-06).
func TestReasonThatPanics(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		probe.Do(func(p *actor.Process) {
			p.TrapExit(true)
			p.SpawnLink(func(*actor.Process) error { return (*crooked)(nil) })
			p.SpawnLink(func(*actor.Process) error { return (*actor.PanicError)(nil) })
		})
		actortest.Expect[actor.Exit](probe)
		actortest.Expect[actor.Exit](probe)
	})
}

// A handler may wait inside its code for messages and calls, and is idle again
// afterwards.
func TestReceiveInsideAHandler(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		pid := sys.SpawnHandler(picky{probe.PID()})
		probe.Send(pid, "wait for a call")
		probe.Send(pid, 1)
		probe.Send(pid, 2)
		if v, err := sys.Call(t.Context(), pid, "question"); v != "question" || err != nil {
			t.Errorf("got %v, %v", v, err)
		}
		for want := 1; want <= 2; want++ {
			if got := actortest.Expect[int](probe); got != want {
				t.Errorf("received %d, want %d", got, want)
			}
		}
		sys.Exit(pid, actor.Kill)
		probe.ExpectNothing()
	})
}

// picky passes numbers on, and does something else first if told to.
type picky struct{ to actor.PID }

func (h picky) Handle(p *actor.Process, msg any) error {
	if n, ok := msg.(int); ok {
		return p.Send(h.to, n)
	}
	r, _ := actor.ReceiveFor[actor.Request](p, actor.Forever)
	r.Reply(r.Body, nil)
	return nil
}

// Exit with a nil reason is for Normal, wherever it is given.
func TestNoReasonIsNormal(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		sys.Exit(probe.PID(), nil)
		probe.ExpectNothing() // S9: it lives
		probe.Do(func(p *actor.Process) { p.Stop(nil) })
		if got := probe.Reason(); got != actor.Normal {
			t.Errorf("exited for %v", got)
		}
	})
}

// Options belong to the caller, who may reuse them.
func TestOptionsAreNotWritten(t *testing.T) {
	sys := actortest.NewSystem(t)
	opts := append(make([]actor.Option, 0, 8), actor.Reported())
	probe := actortest.NewProbe(t, sys)
	probe.Do(func(p *actor.Process) {
		p.SpawnLink(returns, opts...)
		p.SpawnMonitor(returns, opts...)
	})
	if _, err := actor.Start(t.Context(), sys, actor.Run(returns), opts...); err != nil {
		t.Fatal(err)
	}
	if opts[:2][1] != nil {
		t.Error("there is an option that the caller did not give")
	}
}
