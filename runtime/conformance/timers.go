package conformance

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

func timers() []proof {
	return []proof{
		{37, "after a cancel that succeeded nothing of the timer arrives", func(s *stage) {
			ann := s.player(s.a)
			ann.cancels(s.a.SendAfter(time.Second, ann.PID(), "tick"), true)
			s.pass(time.Minute)
			ann.ExpectNothing()
		}},
		{37, "not even what is in the mailbox already", func(s *stage) {
			ann := s.player(s.a)
			once := s.a.SendAfter(time.Second, ann.PID(), "once")
			often := s.a.SendEvery(time.Second, ann.PID(), "often")
			s.pass(time.Minute)
			ann.cancels(once, true)
			ann.cancels(often, true)
			ann.ExpectNothing()
		}},
		{37, "not even what a selective receive has skipped", func(s *stage) {
			ann := s.player(s.a)
			often := s.a.SendEvery(time.Second, ann.PID(), "often")
			for range 3 {
				s.pass(time.Second)
				ann.lookFor("something else")
			}
			ann.cancels(often, true)
			ann.ExpectNothing()
		}},
		{37, "a cancel after the message was received fails", func(s *stage) {
			ann := s.player(s.a)
			once := s.a.SendAfter(time.Second, ann.PID(), "once")
			receives(ann, "once")
			ann.cancels(once, false)
		}},
		{37, "a cancel that failed has failed for ever", func(s *stage) {
			ann := s.player(s.a)
			often := s.a.SendEvery(time.Second, ann.PID(), "often")
			receives(ann, "often")
			receives(ann, "often")
			ann.cancels(often, true)
			ann.cancels(often, false)
			s.pass(time.Minute)
			ann.ExpectNothing()
		}},
	}
}

func (p *player) cancels(t *actor.Timer, want bool) {
	p.s.Helper()
	if got := t.Cancel(); got != want {
		p.s.Errorf("cancel: %v, want %v", got, want)
	}
}
