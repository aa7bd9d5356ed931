package actor_test

import (
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// Frequent operations allocate nothing. A goroutine's first ones do; so each is
// done a few times first.
func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	for name, prepare := range map[string]func(t *testing.T, p *actor.Process) (do func()){
		"send and receive": func(t *testing.T, p *actor.Process) func() {
			self := p.Self()
			return func() {
				p.Send(self, body)
				p.Receive()
			}
		},
		"send to one that waits, and wait": func(t *testing.T, p *actor.Process) func() {
			partner, self := p.SpawnLink(returns), p.Self()
			return func() {
				p.Send(partner, &self)
				p.Receive()
			}
		},
		"call an idle handler": func(t *testing.T, p *actor.Process) func() {
			server, ctx := p.SpawnHandler(mirror{}, actor.Linked()), t.Context()
			return func() { p.Call(ctx, server, body) }
		},
		"call from outside": func(t *testing.T, p *actor.Process) func() {
			server, ctx, sys := p.SpawnHandler(mirror{}, actor.Linked()), t.Context(), p.System()
			return func() { sys.Call(ctx, server, body) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			probe := actortest.NewProbe(t, actortest.NewSystem(t))
			probe.Do(func(p *actor.Process) {
				do := prepare(t, p)
				for range 100 {
					do()
				}
				if n := testing.AllocsPerRun(200, do); n != 0 {
					t.Errorf("%v allocations, want none", n)
				}
			})
		})
	}
}

// Neither does a backlog cost an allocation a message.
func TestAllocationsOfABacklog(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	const backlog = 1000
	probe := actortest.NewProbe(t, actortest.NewSystem(t))
	probe.Do(func(p *actor.Process) {
		self := p.Self()
		if n := testing.AllocsPerRun(20, func() {
			for range backlog {
				p.Send(self, body)
			}
			for range backlog {
				p.Receive()
			}
		}); n > backlog/20 {
			t.Errorf("%v allocations for %d messages", n, backlog)
		}
	})
}
