package conformance

import (
	"runtime"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

func unwinding() []proof {
	return []proof{
		{57, "an exit can't be recovered from", func(s *stage) {
			ann, bob := s.pair()
			recovered := make(chan any, 1)
			bob.Go(func(p *actor.Process) {
				defer func() { recovered <- recover() }()
				p.Receive()
			})
			ann.exit(bob.PID(), errBroken)
			bob.exited(errBroken)
			if v := <-recovered; v != nil {
				s.Errorf("recovered %v", v)
			}
		}},
		{57, "while a process unwinds, sends are refused and waits unwind the deferred function", func(s *stage) {
			ann, bob := s.pair()
			refused, rest := make(chan error, 1), make(chan string, 3)
			bob.Go(func(p *actor.Process) {
				defer func() { rest <- "outer" }()
				defer func() {
					refused <- p.Send(ann.PID(), "too late")
					rest <- "inner"
					p.Receive()
					rest <- "never"
				}()
				p.Receive()
			})
			ann.exit(bob.PID(), errBroken)
			bob.exited(errBroken)
			s.same("send", <-refused, actor.ErrExiting)
			close(rest)
			var ran []string
			for r := range rest {
				ran = append(ran, r)
			}
			if len(ran) != 2 || ran[0] != "inner" || ran[1] != "outer" {
				s.Errorf("ran %v", ran)
			}
			ann.ExpectNothing()
		}},
		{57, "a process that stops by itself may send while its deferred functions run", func(s *stage) {
			ann, bob := s.pair()
			bob.Go(func(p *actor.Process) {
				defer p.Send(ann.PID(), "farewell")
				p.Stop(nil)
			})
			receives(ann, "farewell")
		}},
		{58, "a process has a goroutine of its own: one that ends it, as a failing test does, ends the process alone", func(s *stage) {
			ann := s.player(s.a)
			pid, ref := ann.spawnMonitor(func(*actor.Process) error {
				runtime.Goexit()
				return nil
			})
			d := expectDown(ann)
			if d.Ref != ref || d.PID != pid || !actor.IsFault(d.Reason) {
				s.Errorf("got %+v, want a fault", d)
			}
		}},
		{59, "a panic while a process exits changes nothing for who is linked to it or monitors it", func(s *stage) {
			ann, bob := s.pair()
			ann.trap().links(bob)
			ann.monitor(bob.PID())
			bob.Go(func(p *actor.Process) {
				p.OnExit(func(error) { panic("in a hook") })
				defer panic("in a deferred function")
				p.Receive()
			})
			s.b.Exit(bob.PID(), errBroken)
			bob.exited(errBroken)
			ann.hearsBoth(bob.PID(), errBroken)
			ann.ExpectNothing()
		}},
	}
}

func (p *player) spawnMonitor(f actor.Func) (pid actor.PID, ref actor.MonitorRef) {
	p.s.Helper()
	p.Do(func(p *actor.Process) { pid, ref = p.SpawnMonitor(f) })
	return pid, ref
}

func expectDown(p *player) actor.Down {
	p.s.Helper()
	return actortest.Expect[actor.Down](p.Probe)
}
