package conformance

import (
	"errors"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// errBroken is the failure used in the proofs.
var errBroken = errors.New("broken")

func signals() []proof {
	return []proof{
		{1, "messages of one sender arrive in the order they were sent", func(s *stage) {
			ann, bob := s.pair()
			ann.Do(func(p *actor.Process) {
				for i := range 1000 {
					p.Send(bob.PID(), i)
				}
			})
			for i := range 1000 {
				receives(bob, i)
			}
		}},
		{1, "exit and down follow all that the process sent", func(s *stage) {
			ann, bob := s.pair()
			bob.trap().links(ann)
			bob.monitor(ann.PID())
			ann.Send(bob.PID(), "first")
			ann.exit(bob.PID(), errBroken)
			ann.Send(bob.PID(), "last")
			ann.stop(nil)
			receives(bob, "first")
			bob.hearsExit(ann.PID(), errBroken)
			receives(bob, "last")
			bob.hearsBoth(ann.PID(), actor.Normal)
		}},
		{1, "a process killed while it sends: some prefix arrives, then the news, then nothing", func(s *stage) {
			for range 20 {
				ann, bob := s.pair()
				ref := bob.trap().monitor(ann.PID())
				ann.Go(func(p *actor.Process) {
					for i := 0; ; i++ { // until it is killed
						p.Send(bob.PID(), i)
						p.Exit(bob.PID(), errBroken)
					}
				})
				receives(bob, 0)
				bob.hearsExit(ann.PID(), errBroken)
				s.player(s.b).exit(ann.PID(), actor.Kill)
				s.prefix(bob, ref)
				bob.ExpectNothing()
			}
		}},
		{1, "a kill does not wait for what is queued", func(s *stage) {
			ann, bob := s.pair()
			for range 100 {
				ann.Send(bob.PID(), "unread")
			}
			ann.exit(bob.PID(), actor.Kill)
			bob.exited(actor.Killed)
		}},
		{2, "nothing is lost between the living, whoever else sends", func(s *stage) {
			bob := s.player(s.b)
			const senders, each = 8, 500
			for n := range senders {
				s.player(s.a).Go(func(p *actor.Process) {
					for i := range each {
						p.Send(bob.PID(), n*each+i)
					}
				})
			}
			var seen [senders]int
			for range senders * each {
				got := actortest.Expect[int](bob.Probe)
				if n := got / each; seen[n] != got%each {
					s.Fatalf("sender %d: message %d, want %d", n, got%each, seen[n])
				}
				seen[got/each]++
			}
		}},
		{3, "a message to a dead process is no error", func(s *stage) {
			if err := actortest.Get(s.player(s.a).Probe, func(p *actor.Process) error {
				return p.Send(s.dead(s.b), "hello?")
			}); err != nil {
				s.Error(err)
			}
		}},
		{3, "a message to a name that nobody has is one", func(s *stage) {
			if err := actortest.Get(s.player(s.a).Probe, func(p *actor.Process) error {
				return p.SendName("nobody", "hello?")
			}); !errors.Is(err, actor.ErrNotRegistered) {
				s.Errorf("got %v", err)
			}
		}},
		{4, "messages that a selective receive skips keep their order", func(s *stage) {
			ann, bob := s.pair()
			for _, msg := range []any{1, "a", 2, 3, "b", 4} {
				ann.Send(bob.PID(), msg)
			}
			for _, want := range []string{"a", "b"} {
				got := actortest.Get(bob.Probe, func(p *actor.Process) string {
					text, _ := actor.ReceiveFor[string](p, actor.Forever)
					return text
				})
				if got != want {
					s.Errorf("received %q, want %q", got, want)
				}
			}
			ann.Send(bob.PID(), 5)
			for want := range 5 {
				receives(bob, want+1)
			}
		}},
		{4, "a receive that does not wait looks at all that is queued", func(s *stage) {
			ann, bob := s.pair()
			for _, msg := range []any{1, 2, "here"} {
				ann.Send(bob.PID(), msg)
			}
			s.quiet()
			bob.Do(func(p *actor.Process) {
				if text, ok := actor.ReceiveFor[string](p, 0); !ok || text != "here" {
					s.Errorf("received %q, %v", text, ok)
				}
				if text, ok := actor.ReceiveFor[string](p, 0); ok {
					s.Errorf("received %q again", text)
				}
			})
			receives(bob, 1)
			receives(bob, 2)
		}},
		{5, "who has killed a process never finds it alive again", func(s *stage) {
			for range 100 {
				victim := s.player(s.a)
				if s.player(s.a).seesAliveAfterKill(victim.PID()) {
					s.Fatal("alive")
				}
			}
		}},
	}
}

// hearsBoth receives the exit and the down of one death, in either order.
func (p *player) hearsBoth(of actor.PID, reason error) {
	p.s.Helper()
	exits, downs := 0, 0
	for range 2 {
		switch m := actortest.Expect[any](p.Probe).(type) {
		case actor.Exit:
			p.s.same("exit", m.Reason, reason)
			exits++
		case actor.Down:
			p.s.same("down", m.Reason, reason)
			downs++
		}
	}
	if exits != 1 || downs != 1 {
		p.s.Fatalf("%d exits and %d downs of %v, want one of each", exits, downs, of)
	}
}

// prefix receives what ann sent, from 1 on: numbers and exits in turn, up to the
// news that she was killed.
func (s *stage) prefix(bob *player, ref actor.MonitorRef) {
	s.Helper()
	for turn := 0; ; turn++ {
		switch m := actortest.Expect[any](bob.Probe).(type) {
		case int:
			if turn%2 != 0 || m != turn/2+1 {
				s.Fatalf("message %d at turn %d", m, turn)
			}
		case actor.Exit:
			if turn%2 != 1 {
				s.Fatalf("an exit at turn %d", turn)
			}
		case actor.Down:
			if m.Ref != ref {
				s.Fatal("down of another")
			}
			s.same("down", m.Reason, actor.Killed)
			return
		}
	}
}

func (p *player) seesAliveAfterKill(victim actor.PID) bool {
	p.s.Helper()
	return actortest.Get(p.Probe, func(p *actor.Process) bool {
		p.Exit(victim, actor.Kill)
		return p.System().Alive(victim)
	})
}
