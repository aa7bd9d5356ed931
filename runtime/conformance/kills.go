package conformance

import (
	"context"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

func kills() []proof {
	return []proof{
		{55, "the names and links of a killed process go at once, though its code does not return", func(s *stage) {
			ann, bob := s.pair()
			heir := s.player(s.b)
			release := bob.hang(nil)
			defer release()
			ann.trap().links(bob)
			if err := s.b.Register("crown", bob.PID()); err != nil {
				s.Fatal(err)
			}
			s.b.Exit(bob.PID(), actor.Kill)
			if err := heir.register("crown"); err != nil {
				s.Error(err)
			}
			ann.hearsExit(bob.PID(), actor.Killed)
			if stuck := s.b.Stuck(); !slices.Contains(stuck, bob.PID()) {
				s.Errorf("stuck are %v", stuck)
			}
			release()
			bob.exited(actor.Killed)
			s.quiet()
			if stuck := s.b.Stuck(); len(stuck) != 0 {
				s.Errorf("stuck are %v", stuck)
			}
		}},
		{55, "a killed process does nothing more: each operation refuses", func(s *stage) {
			for name, operation := range map[string]func(p *actor.Process, to actor.PID){
				"send":     func(p *actor.Process, to actor.PID) { p.Send(to, "from the grave") },
				"name":     func(p *actor.Process, to actor.PID) { p.SendName("ann", "from the grave") },
				"exit":     func(p *actor.Process, to actor.PID) { p.Exit(to, errBroken) },
				"link":     func(p *actor.Process, to actor.PID) { p.Link(to) },
				"register": func(p *actor.Process, to actor.PID) { p.Register("ghost") },
				"spawn":    func(p *actor.Process, to actor.PID) { p.Spawn(func(*actor.Process) error { panic("spawned") }) },
				"timer":    func(p *actor.Process, to actor.PID) { p.SendAfter(0, to, "from the grave") },
				"call":     func(p *actor.Process, to actor.PID) { p.Call(context.Background(), to, "from the grave") },
				"receive":  func(p *actor.Process, to actor.PID) { p.Receive() },
			} {
				ann := s.player(s.b).trap()
				ann.register("ann")
				bob := s.player(s.b)
				s.quiet() // so that all processes that come with the system exist
				count := s.b.Count()
				release := bob.hang(func(p *actor.Process) {
					defer operation(p, ann.PID()) // deferred functions are refused too
					operation(p, ann.PID())
				})
				s.b.Exit(bob.PID(), actor.Kill)
				release()
				bob.exited(actor.Killed)
				ann.ExpectNothing()
				if _, taken := s.b.Whereis("ghost"); taken || s.b.Count() != count-1 {
					s.Errorf("%s: a killed process did it", name)
				}
				ann.stop(nil)
			}
		}},
		{55, "any other exit is told when the deferred functions have ended", func(s *stage) {
			ann, bob := s.pair()
			ann.monitor(bob.PID())
			bob.register("crown")
			cleaned := make(chan struct{})
			bob.Go(func(p *actor.Process) {
				defer func() { <-cleaned }()
				p.Receive()
			})
			s.b.Exit(bob.PID(), errBroken)
			ann.ExpectNothing()
			if _, taken := s.b.Whereis("crown"); !taken {
				s.Error("the name went before the process")
			}
			close(cleaned)
			ann.hearsEnd(bob.PID(), errBroken)
		}},
		{55, "any other exit is told when the goroutines of the process have ended", func(s *stage) {
			ann, bob := s.pair()
			ann.monitor(bob.PID())
			cleaned := make(chan struct{})
			bob.Do(func(p *actor.Process) {
				p.Go(func(ctx context.Context) {
					<-ctx.Done()
					<-cleaned
				})
			})
			s.b.Exit(bob.PID(), errBroken)
			ann.ExpectNothing()
			close(cleaned)
			ann.hearsEnd(bob.PID(), errBroken)
		}},
		{55, "a panic in a goroutine of the process is the process's", func(s *stage) {
			ann, bob := s.pair()
			ann.monitor(bob.PID())
			bob.Do(func(p *actor.Process) { p.Go(func(context.Context) { panic("broken") }) })
			ann.hearsEnd(bob.PID(), &actor.PanicError{Value: "broken"})

			ann, bob = s.pair()
			ann.monitor(bob.PID())
			bob.Do(func(p *actor.Process) {
				p.Go(func(ctx context.Context) {
					<-ctx.Done() // the process's function has ended
					panic("broken")
				})
				p.Stop(nil)
			})
			ann.hearsEnd(bob.PID(), &actor.PanicError{Value: "broken"})
		}},
	}
}

// hang makes the player wait outside the runtime until release is called, and
// then call then. It returns once the player waits.
func (p *player) hang(then func(p *actor.Process)) (release func()) {
	p.s.Helper()
	released, hangs := make(chan struct{}), make(chan struct{})
	p.Go(func(p *actor.Process) {
		close(hangs)
		<-released
		if then != nil {
			then(p)
		}
	})
	<-hangs
	open := true
	return func() {
		if open {
			open = false
			close(released)
		}
	}
}

// hearsEnd is hearsDown for a player that made just one monitor.
func (p *player) hearsEnd(of actor.PID, reason error) {
	p.s.Helper()
	d := expectDown(p)
	if d.PID != of {
		p.s.Fatalf("down of %v, want %v", d.PID, of)
	}
	p.s.same("down", d.Reason, reason)
}
