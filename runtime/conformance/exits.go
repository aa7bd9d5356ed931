package conformance

import (
	"github.com/mesh-actors/mesh/runtime/actor"
)

func exits() []proof {
	return []proof{
		{9, "normal does nothing to another that does not trap", func(s *stage) {
			ann, bob := s.pair()
			ann.links(bob)
			ann.exit(bob.PID(), actor.Normal)
			bob.lives()
			ann.stop(nil)
			bob.lives()
		}},
		{9, "normal sent to oneself ends who does not trap", func(s *stage) {
			ann := s.player(s.a)
			ann.exit(ann.PID(), actor.Normal)
			ann.exited(actor.Normal)
		}},
		{9, "normal arrives at who traps", func(s *stage) {
			ann, bob := s.pair()
			bob.trap()
			ann.exit(bob.PID(), actor.Normal)
			bob.hearsExit(ann.PID(), actor.Normal)
		}},
		{10, "who traps exits finds them behind what was queued before", func(s *stage) {
			ann, bob := s.pair()
			bob.trap().links(ann)
			ann.Send(bob.PID(), "first")
			ann.stop(errBroken)
			receives(bob, "first")
			bob.hearsExit(ann.PID(), errBroken)
			bob.lives()
		}},
		{11, "who does not trap exits for the same reason, and so do those linked to it", func(s *stage) {
			ann, bob := s.pair()
			carol := s.player(s.a)
			dave := s.player(s.b).trap()
			ann.links(bob)
			bob.links(carol)
			carol.links(dave)
			ann.stop(errBroken)
			bob.exited(errBroken)
			carol.exited(errBroken)
			dave.hearsExit(carol.PID(), errBroken)
			dave.ExpectNothing()
		}},
		{12, "a kill can't be trapped, and those linked see killed", func(s *stage) {
			ann, bob := s.pair()
			carol := s.player(s.a).trap()
			bob.trap().links(carol)
			ann.exit(bob.PID(), actor.Kill)
			bob.exited(actor.Killed)
			carol.hearsExit(bob.PID(), actor.Killed)
		}},
		{13, "kill as the reason of a linked process can be trapped, and stays kill", func(s *stage) {
			ann, bob := s.pair()
			bob.trap().links(ann)
			ann.stop(actor.Kill)
			bob.hearsExit(ann.PID(), actor.Kill)
			bob.lives()
		}},
		{13, "kill as the reason of a linked process ends who does not trap, and stays kill", func(s *stage) {
			ann, bob := s.pair()
			bob.links(ann)
			ann.stop(actor.Kill)
			bob.exited(actor.Kill)
		}},
	}
}
