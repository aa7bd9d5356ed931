package conformance

import (
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

func monitors() []proof {
	return []proof{
		{16, "each monitor is a new ref and fires exactly once", func(s *stage) {
			ann, bob := s.pair()
			refs := map[actor.MonitorRef]bool{}
			for range 3 {
				refs[ann.monitor(bob.PID())] = true
			}
			bob.stop(errBroken)
			for range 3 {
				d := actortest.Expect[actor.Down](ann.Probe)
				if !refs[d.Ref] || d.PID != bob.PID() {
					s.Errorf("down %v of %v", d.Ref, d.PID)
				}
				s.same("down", d.Reason, errBroken)
				delete(refs, d.Ref)
			}
			ann.ExpectNothing()
		}},
		{16, "monitors do not depend on each other", func(s *stage) {
			ann, bob := s.pair()
			first, second := ann.monitor(bob.PID()), ann.monitor(bob.PID())
			ann.demonitor(first)
			bob.stop(errBroken)
			ann.hearsDown(second, bob.PID(), errBroken)
			ann.ExpectNothing()
		}},
		{16, "a monitor works one way", func(s *stage) {
			ann, bob := s.pair()
			ann.monitor(bob.PID())
			ann.stop(errBroken)
			bob.lives()
		}},
		{17, "monitoring a process that is gone gives a down with noproc", func(s *stage) {
			ann, gone := s.player(s.a), s.dead(s.b)
			ref := ann.monitor(gone)
			ann.hearsDown(ref, gone, actor.NoProc)
			ann.ExpectNothing()
		}},
		{18, "after demonitor no down arrives", func(s *stage) {
			ann, bob := s.pair()
			ann.demonitor(ann.monitor(bob.PID()))
			bob.stop(errBroken)
			ann.ExpectNothing()
		}},
		{18, "demonitor takes back a down that is queued, or was skipped", func(s *stage) {
			ann, bob := s.pair()
			queued, skipped := ann.monitor(bob.PID()), ann.monitor(bob.PID())
			bob.stop(errBroken)
			ann.lookFor("nothing like it")
			ann.demonitor(queued)
			ann.demonitor(skipped)
			ann.ExpectNothing()

			gone := s.dead(s.b)
			ann.demonitor(ann.monitor(gone))
			ann.ExpectNothing()
		}},
		{18, "demonitor again is harmless", func(s *stage) {
			ann, bob := s.pair()
			ref := ann.monitor(bob.PID())
			other := ann.monitor(bob.PID())
			ann.demonitor(ref)
			ann.demonitor(ref)
			bob.stop(errBroken)
			ann.hearsDown(other, bob.PID(), errBroken)
			ann.demonitor(other)
			ann.ExpectNothing()
		}},
		{19, "a monitor by name is of who had the name then, and its down says the name", func(s *stage) {
			ann, bob := s.pair()
			if err := bob.register("crown"); err != nil {
				s.Fatal(err)
			}
			ref := ann.monitorName(s.at("crown"))
			if err := s.b.Unregister("crown"); err != nil {
				s.Fatal(err)
			}
			heir := s.player(s.b)
			if err := heir.register("crown"); err != nil {
				s.Fatal(err)
			}
			heir.stop(errBroken)
			ann.ExpectNothing()
			bob.stop(nil)
			if d := actortest.Expect[actor.Down](ann.Probe); d.Ref != ref || d.Name != s.at("crown") || d.PID != bob.PID() {
				s.Errorf("down of %q, %v, by %v", d.Name, d.PID, d.Ref)
			}
		}},
		{19, "a monitor by a name that nobody has gives a down with noproc", func(s *stage) {
			ann := s.player(s.a)
			for _, name := range []string{"nobody", s.at("nobody")} {
				ref := ann.monitorName(name)
				d := actortest.Expect[actor.Down](ann.Probe)
				if d.Ref != ref || d.Name != name || !d.PID.IsZero() {
					s.Errorf("got %+v", d)
				}
				s.same("down", d.Reason, actor.NoProc)
			}
		}},
		{20, "the monitors of a process go with it", func(s *stage) {
			ann, bob := s.pair()
			ann.monitor(bob.PID())
			ann.stop(nil)
			lost := s.a.DeadLetters() + s.b.DeadLetters()
			bob.stop(errBroken)
			if now := s.a.DeadLetters() + s.b.DeadLetters(); now != lost {
				s.Errorf("%d messages went to nobody", now-lost)
			}
		}},
	}
}

func (p *player) monitorName(name string) actor.MonitorRef {
	p.s.Helper()
	defer p.s.settle()
	return actortest.Get(p.Probe, func(p *actor.Process) actor.MonitorRef { return p.MonitorName(name) })
}

// lookFor makes the player search its queue for a text, which puts everything
// else aside.
func (p *player) lookFor(text string) {
	p.s.Helper()
	p.Do(func(p *actor.Process) {
		p.ReceiveMatch(0, func(msg any) bool { return msg == text })
	})
}
