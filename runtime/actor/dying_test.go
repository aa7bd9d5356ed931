package actor_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

var errBroken = errors.New("broken")

// deaths are the ways to die. Each is done by the process itself, or to it by
// another.
var deaths = []struct {
	name   string
	itself func(p *actor.Process) error
	to     func(s *actor.System, pid actor.PID)
	ok     func(reason error) bool
}{
	{name: "return", itself: func(*actor.Process) error { return nil }, ok: is(actor.Normal)},
	{name: "fail", itself: func(*actor.Process) error { return errBroken }, ok: is(errBroken)},
	{name: "stop", itself: func(p *actor.Process) error { p.Stop(errBroken); return nil }, ok: is(errBroken)},
	{name: "panic", itself: func(*actor.Process) error { panic("broken") }, ok: func(reason error) bool {
		_, ok := reason.(*actor.PanicError)
		return ok
	}},
	{name: "exit", to: func(s *actor.System, pid actor.PID) { s.Exit(pid, errBroken) }, ok: is(errBroken)},
	{name: "kill", to: func(s *actor.System, pid actor.PID) { s.Exit(pid, actor.Kill) }, ok: is(actor.Killed)},
	{name: "kill twice", to: func(s *actor.System, pid actor.PID) {
		go s.Exit(pid, actor.Kill)
		s.Exit(pid, actor.Kill)
	}, ok: is(actor.Killed)},
}

func is(want error) func(error) bool { return func(reason error) bool { return reason == want } }

// stagger lets a short random time pass.
func stagger(chance *rand.Rand) {
	for range chance.IntN(20) {
		runtime.Gosched()
	}
}

// However a process dies, and whatever happens to it meanwhile: a process that
// links to it hears one exit, one that monitors it one down, one that calls it
// one failure, and nothing of it stays with them (S7, S8, S16, S17, S20, S32).
func TestTyingToTheDying(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		for chance := range actor.Seeds(t, 200) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				death := deaths[chance.IntN(len(deaths))]
				start := make(chan struct{})
				seed := chance.Uint64()
				victim := sys.Spawn(func(p *actor.Process) error {
					chance := rand.New(rand.NewPCG(seed, 0))
					<-start
					stagger(chance)
					if death.itself == nil {
						for {
							p.Receive() // calls are received, and not answered
						}
					}
					return death.itself(p)
				})
				var witnesses []*witness
				for range 6 {
					w := &witness{sys: sys, of: victim, ok: death.ok, chance: rand.New(rand.NewPCG(chance.Uint64(), 0))}
					w.pid = sys.Spawn(w.run(start))
					witnesses = append(witnesses, w)
				}
				synctest.Wait()
				close(start)
				if death.to != nil {
					stagger(chance)
					death.to(sys, victim)
				}
				synctest.Wait() // all have heard everything
				for _, w := range witnesses {
					w.check(t, death.name)
					if b := actor.BondsOf(sys, w.pid); b != (actor.Bond{}) {
						t.Errorf("%s: tied to the dead: %+v", death.name, b)
					}
					sys.Exit(w.pid, actor.Kill)
				}
				if sys.Alive(victim) {
					t.Errorf("%s: still alive", death.name)
				}
			})
		}
	})
}

// A witness ties itself to a process in many ways at some moment, and records all
// it hears. It is read when everything is idle.
type witness struct {
	sys    *actor.System
	pid    actor.PID
	of     actor.PID
	ok     func(reason error) bool
	chance *rand.Rand

	monitors, links int
	called          bool
	exits, downs    []error
	callErr         error
	strange         []any
}

func (w *witness) run(start <-chan struct{}) actor.Func {
	return func(p *actor.Process) error {
		p.TrapExit(true)
		<-start
		stagger(w.chance)
		for range 4 {
			switch w.chance.IntN(5) {
			case 0, 1:
				p.Monitor(w.of)
				w.monitors++
			case 2:
				p.Demonitor(p.Monitor(w.of))
			case 3:
				if w.links == 0 { // or it may be a second link, after the first has ended
					w.links++
					p.Link(w.of)
				}
			case 4:
				if !w.called {
					w.called = true
					_, w.callErr = p.Call(context.Background(), w.of, "?")
				}
			}
		}
		for {
			switch m := p.Receive().(type) {
			case actor.Exit:
				w.exits = append(w.exits, m.Reason)
			case actor.Down:
				w.downs = append(w.downs, m.Reason)
			default:
				w.strange = append(w.strange, m)
			}
		}
	}
}

func (w *witness) check(t *testing.T, death string) {
	t.Helper()
	if len(w.downs) != w.monitors || len(w.exits) != w.links || len(w.strange) > 0 {
		t.Errorf("%s: %d downs of %d monitors, %d exits of %d links, and %v",
			death, len(w.downs), w.monitors, len(w.exits), w.links, w.strange)
	}
	for _, reason := range append(w.exits, w.downs...) {
		if !w.ok(reason) && reason != actor.NoProc {
			t.Errorf("%s: heard of %v", death, reason)
		}
	}
	if w.called {
		e, ok := errors.AsType[*actor.CallError](w.callErr)
		if !ok || !w.ok(e.Reason) && e.Reason != actor.NoProc {
			t.Errorf("%s: call ended with %v", death, w.callErr)
		}
	}
}
