package actor_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// mirror replies with the request, and exits for the reason it was made with.
type mirror struct{ then error }

func (mirror) Handle(*actor.Process, any) error { return nil }

func (m mirror) HandleCall(_ *actor.Process, r actor.Request) error {
	r.Reply(r.Body, nil)
	return m.then
}

// A server that exits right after its reply has nothing to do with the caller's
// next call.
func TestCallAfterOneToTheDying(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		sys := actortest.NewSystem(t)
		steady := sys.SpawnHandler(mirror{})
		var callers sync.WaitGroup
		for range 4 {
			probe := actortest.NewProbe(t, sys)
			callers.Go(func() {
				probe.Do(func(p *actor.Process) {
					for i := range 500 {
						p.Call(context.Background(), p.SpawnHandler(mirror{errBroken}), i)
						if v, err := p.Call(context.Background(), steady, i); v != i || err != nil {
							t.Errorf("call %d: %v, %v", i, v, err)
							return
						}
					}
				})
			})
		}
		callers.Wait()
	})
}

// Goroutines outside of processes call concurrently, and each gets its own reply.
func TestCallFromOutside(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		sys := actortest.NewSystem(t)
		servers := []actor.PID{sys.SpawnHandler(mirror{}), sys.SpawnHandler(mirror{})}
		var callers sync.WaitGroup
		for from := range 8 {
			callers.Go(func() {
				for i := range 500 {
					want := from*1000 + i
					if v, err := sys.Call(t.Context(), servers[want%2], want); v != want || err != nil {
						t.Errorf("call %d: %v, %v", want, v, err)
						return
					}
				}
			})
		}
		callers.Wait()
		for _, pid := range servers {
			if n := actor.BondsOf(sys, pid).Calls; n != 0 {
				t.Errorf("%d calls are left", n)
			}
		}
	})
}

// A caller waits in turns at its seat, and at a channel if there is a context to
// watch.
func TestCallWaitsEitherWay(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		sys := actortest.NewSystem(t)
		server := sys.SpawnHandler(mirror{})
		actortest.NewProbe(t, sys).Do(func(p *actor.Process) {
			for i := range 600 {
				ctx := context.Background()
				if i/3%2 == 0 {
					ctx = t.Context()
				}
				for _, caller := range []actor.Sender{p, sys} {
					if v, err := caller.Call(ctx, server, i); v != i || err != nil {
						t.Errorf("call %d: %v, %v", i, v, err)
					}
				}
			}
		})
	})
}

func TestCallErrors(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		probe.Do(func(p *actor.Process) {
			if _, err := p.Call(context.Background(), p.Self(), 1); !errors.Is(err, actor.ErrCallSelf) {
				t.Errorf("call of oneself: %v", err)
			}
			deaf := p.SpawnHandler(idle{})
			if _, err := p.Call(context.Background(), deaf, 1); !errors.Is(err, actor.ErrNoCalls) {
				t.Errorf("call of a handler without HandleCall: %v", err)
			}
			failing := p.Spawn(func(p *actor.Process) error {
				p.Receive().(actor.Request).Reply("half", errBroken)
				p.Receive()
				return nil
			})
			if v, err := p.Call(context.Background(), failing, 1); v != "half" || err != errBroken {
				t.Errorf("reply with an error: %v, %v", v, err)
			}
		})
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errBroken)
		silent := sys.Spawn(func(p *actor.Process) error { p.Receive(); p.Receive(); return nil })
		if _, err := sys.Call(ctx, silent, 1); !errors.Is(err, errBroken) {
			t.Errorf("call with a context that has ended: %v", err)
		}
	})
}

// A process that has to exit leaves a call in which it waits.
func TestExitDuringCall(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		caller, silent := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
		caller.Go(func(p *actor.Process) { p.Call(context.Background(), silent.PID(), 1) })
		sys.Exit(caller.PID(), errBroken)
		if got := caller.Reason(); got != errBroken {
			t.Errorf("exited for %v", got)
		}
	})
}

// A caller that has ended leaves nothing with the process it called.
func TestCallsGoWithTheCaller(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		server := sys.SpawnHandler(mirror{})
		for _, end := range []error{actor.Normal, errBroken, actor.Kill} {
			caller := actortest.NewProbe(t, sys)
			caller.Do(func(p *actor.Process) { p.Call(context.Background(), server, 1) })
			caller.Do(func(p *actor.Process) { p.Exit(p.Self(), end) })
			caller.Reason()
			synctest.Wait()
			if n := actor.BondsOf(sys, server).Calls; n != 0 {
				t.Errorf("%v: %d calls are left", end, n)
			}
		}
	})
}
