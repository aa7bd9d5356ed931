package supervisor_test

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A supervisor knows how a child last crashed, and when; an end that was
// requested, or normal, is not a crash.
func TestCrash(t *testing.T) {
	inLab(t, func(l *lab) {
		passing := l.child("passing")
		passing.Restart = supervisor.Transient
		sup := l.start(supervisor.Spec{Children: append(l.children("frail", "sound"), passing)})
		time.Sleep(time.Minute)
		l.crash(sup, "frail", errBoom)
		l.crash(sup, "passing", actor.Normal)
		if got := l.info(sup, "frail"); got.Crash.Reason != errBoom || !got.Crash.At.Equal(time.Now()) || got.Restarts != 1 {
			t.Errorf("of the one that crashed: %+v", got)
		}
		if err := supervisor.TerminateChild(l.Context(), l.sys, sup, "sound"); err != nil {
			t.Error(err)
		}
		for _, id := range []string{"sound", "passing"} {
			if got := l.info(sup, id); got.Crash != (supervisor.Crash{}) {
				t.Errorf("of %s: %+v", id, got)
			}
		}
		if i, ok := l.sys.Info(sup); !ok || i.Kind != supervisor.Kind {
			t.Errorf("the supervisor's process: %+v", i)
		}
	})
}

func TestOldest(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: l.children("a", "b", "c")})
		for most, want := range map[int]int{-1: 0, 0: 0, 2: 2, 9: 3} {
			got, err := supervisor.Oldest(l.Context(), l.sys, sup, most)
			if err != nil || len(got) != want || want > 0 && got[0].ID != "a" {
				t.Errorf("of %d: %v, %v", most, got, err)
			}
		}
	})
}
