package service_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/service"
)

var errBroken = errors.New("broken")

// clerk is a server that does everything a server can, and reports what it did.
type clerk struct {
	did  chan any
	init func(p *actor.Process) error
	kept actor.Request
}

type (
	terminated struct{ reason error }
	info       struct{ msg any }
	casted     struct{ msg any }
)

func newClerk() *clerk { return &clerk{did: make(chan any, 8)} }

func (c *clerk) Init(p *actor.Process) error {
	if c.init != nil {
		return c.init(p)
	}
	return nil
}

func (c *clerk) HandleCall(_ *actor.Process, request any) (any, error) {
	switch request {
	case "keep":
		return service.Later(func(r actor.Request) { c.kept = r }), nil
	case "release":
		return c.kept.Reply("kept", nil), nil
	case "stop":
		return "stopping", service.Stop(errBroken)
	case "done":
		return "done", service.Stop(nil)
	case "fail":
		return nil, errBroken
	case "panic":
		panic("oops")
	case "nothing":
		return nil, nil
	case 1:
		return 1, nil
	}
	return nil, service.Unknown(request)
}

func (c *clerk) HandleCast(_ *actor.Process, msg any) error {
	c.did <- casted{msg}
	if msg == "stop" {
		return errBroken
	}
	return nil
}

func (c *clerk) HandleInfo(_ *actor.Process, msg any) error {
	c.did <- info{msg}
	if msg == "stop" {
		return errBroken
	}
	return nil
}

func (c *clerk) Terminate(_ *actor.Process, reason error) { c.did <- terminated{reason} }

// office runs f with a running clerk, and a customer.
func office(t *testing.T, f func(t *testing.T, customer *actortest.Probe, c *clerk, pid actor.PID)) {
	t.Helper()
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		c := newClerk()
		pid, err := service.Start(t.Context(), sys, c, actor.Named("clerk"))
		if err != nil {
			t.Fatal(err)
		}
		f(t, actortest.NewProbe(t, sys), c, pid)
	})
}

func TestCall(t *testing.T) {
	office(t, func(t *testing.T, customer *actortest.Probe, _ *clerk, pid actor.PID) {
		customer.Do(func(p *actor.Process) {
			ctx := t.Context()
			if n, err := service.Call[int](ctx, p, pid, 1); n != 1 || err != nil {
				t.Errorf("by PID: %v, %v", n, err)
			}
			if n, err := service.Call[int](ctx, p, "clerk", 1); n != 1 || err != nil {
				t.Errorf("by name: %v, %v", n, err)
			}
			if v, err := service.Call[*int](ctx, p, pid, "nothing"); v != nil || err != nil {
				t.Errorf("nil is a reply of any type: %v, %v", v, err)
			}
			_, err := service.Call[string](ctx, p, pid, 1)
			if wrong, ok := errors.AsType[*service.TypeError](err); !ok || wrong.Reply != 1 || wrong.Want != "string" {
				t.Errorf("a reply of another type: %v", err)
			}
			if _, err := service.Call[int](ctx, p, pid, "fail"); err != errBroken {
				t.Errorf("the error that it replied: %v", err)
			}
			if _, err := service.Call[int](ctx, p, pid, 'x'); !errors.Is(err, service.ErrUnknown) {
				t.Errorf("what it does not know: %v", err)
			}
			_, err = service.Call[int](ctx, p, "nobody", 1)
			if e, ok := errors.AsType[*actor.CallError](err); !ok || e.Reason != actor.NoProc || e.Name != "nobody" {
				t.Errorf("a name that nobody has: %v", err)
			}
		})
	})
}

// What ends a server, and what its caller hears of it.
func TestEnds(t *testing.T) {
	for _, c := range []struct {
		what   string
		do     func(p *actor.Process, pid actor.PID) (reply any, err error)
		reply  any
		reason func(error) bool
	}{
		{"Stop with a reason", call("stop"), "stopping", is(errBroken)},
		{"Stop without", call("done"), "done", is(actor.Normal)},
		{"a panic", call("panic"), nil, isPanic},
		{"an error of a cast", func(p *actor.Process, pid actor.PID) (any, error) {
			return nil, service.Cast(p, pid, "stop")
		}, nil, is(errBroken)},
		{"an error of a message", func(p *actor.Process, pid actor.PID) (any, error) {
			return nil, p.Send(pid, "stop")
		}, nil, is(errBroken)},
	} {
		t.Run(c.what, func(t *testing.T) {
			office(t, func(t *testing.T, customer *actortest.Probe, clerk *clerk, pid actor.PID) {
				customer.Do(func(p *actor.Process) { p.Monitor(pid) })
				customer.Do(func(p *actor.Process) {
					reply, err := c.do(p, pid)
					if reply != c.reply {
						t.Errorf("replied %v, %v", reply, err)
					}
					if e, ok := errors.AsType[*actor.CallError](err); err != nil && (!ok || !c.reason(e.Reason)) {
						t.Errorf("failed for %v", err)
					}
				})
				if d := actortest.Expect[actor.Down](customer); !c.reason(d.Reason) {
					t.Errorf("exited for %v", d.Reason)
				}
				for {
					did := <-clerk.did
					if end, ok := did.(terminated); ok {
						if !c.reason(end.reason) {
							t.Errorf("terminated for %v", end.reason)
						}
						return
					}
				}
			})
		})
	}
}

func call(request any) func(*actor.Process, actor.PID) (any, error) {
	return func(p *actor.Process, pid actor.PID) (any, error) {
		return service.Call[any](p.Context(), p, pid, request)
	}
}

func is(want error) func(error) bool { return func(err error) bool { return err == want } }

func isPanic(err error) bool {
	_, ok := err.(*actor.PanicError)
	return ok
}

func TestCastAndInfo(t *testing.T) {
	office(t, func(t *testing.T, customer *actortest.Probe, c *clerk, pid actor.PID) {
		customer.Do(func(p *actor.Process) {
			service.Cast(p, pid, 1)
			service.Cast(p, "clerk", 2)
			p.Send(pid, 3)
		})
		for _, want := range []any{casted{1}, casted{2}, info{3}} {
			if got := <-c.did; got != want {
				t.Errorf("did %v, want %v", got, want)
			}
		}
	})
}

// A reply may come later, while the server does other things (S35).
func TestLater(t *testing.T) {
	office(t, func(t *testing.T, customer *actortest.Probe, _ *clerk, pid actor.PID) {
		kept := make(chan any, 1)
		customer.Go(func(p *actor.Process) {
			v, _ := service.Call[string](context.Background(), p, pid, "keep")
			kept <- v
		})
		synctest.Wait()
		sys := customer.System()
		if counted, err := service.Call[bool](t.Context(), sys, pid, "release"); !counted || err != nil {
			t.Errorf("the reply counts: %v, %v", counted, err)
		}
		if got := <-kept; got != "kept" {
			t.Errorf("got %v", got)
		}
		if counted, err := service.Call[bool](t.Context(), sys, pid, "release"); counted || err != nil {
			t.Errorf("the second one does not: %v, %v", counted, err)
		}
	})
}

// Start returns when Init has, or fails with it (RT-08).
func TestStart(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		slow := newClerk()
		slow.init = func(p *actor.Process) error { p.Sleep(time.Second); return nil }
		begun := time.Now()
		if _, err := service.Start(t.Context(), sys, slow); err != nil || time.Since(begun) != time.Second {
			t.Errorf("a slow one was up after %v, %v", time.Since(begun), err)
		}

		broken := newClerk()
		broken.init = func(*actor.Process) error { return errBroken }
		_, err := service.Start(t.Context(), sys, broken)
		if e, ok := errors.AsType[*actor.StartError](err); !ok || e.Reason != errBroken {
			t.Errorf("a broken one: %v", err)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		before := sys.Count()
		never := newClerk()
		never.init = func(p *actor.Process) error { p.Sleep(time.Hour); return nil }
		if _, err := service.Start(ctx, sys, never); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("one that takes too long: %v", err)
		}
		if n := sys.Count(); n != before {
			t.Errorf("%d processes are left of it", n-before)
		}
	})
}

// A server that traps exits gets others' exits as messages, but ends with its
// parent and with the system (S36).
func TestTrappingServer(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		parent, stranger := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
		c := newClerk()
		c.init = func(p *actor.Process) error { p.TrapExit(true); return nil }
		var pid actor.PID
		parent.Do(func(p *actor.Process) {
			var err error
			if pid, err = service.Start(t.Context(), p, c, actor.Linked()); err != nil {
				t.Error(err)
			}
		})
		stranger.Do(func(p *actor.Process) { p.Exit(pid, errBroken) })
		if got := <-c.did; got != (info{actor.Exit{From: stranger.PID(), Reason: errBroken}}) {
			t.Errorf("did %v", got)
		}
		parent.Do(func(p *actor.Process) { p.Stop(errBroken) })
		if got := <-c.did; got != (terminated{errBroken}) {
			t.Errorf("did %v", got)
		}
	})
}
