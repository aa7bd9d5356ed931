package actortest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

func TestProbeReceives(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		a, b := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
		b.ExpectNothing()
		a.Send(b.PID(), 7)
		if got := actortest.Expect[int](b); got != 7 {
			t.Errorf("received %d, want 7", got)
		}
		b.ExpectNothingFrom(a)
	})
}

func TestProbeExits(t *testing.T) {
	sys := actortest.NewSystem(t)
	b := actortest.NewProbe(t, sys)
	why := errors.New("why")
	b.Do(func(p *actor.Process) { p.Stop(why) })
	if got := b.Reason(); got != why || sys.Alive(b.PID()) {
		t.Errorf("exited for %v, alive: %v", got, sys.Alive(b.PID()))
	}
	killed := actortest.NewProbe(t, sys)
	sys.Exit(killed.PID(), actor.Kill)
	if got := killed.Reason(); got != actor.Killed {
		t.Errorf("exited for %v", got)
	}
}

// A failed check of the probe must end the test that made it.
func TestProbeFails(t *testing.T) {
	for name, ask := range map[string]func(b, other *actortest.Probe){
		"another type": func(b, other *actortest.Probe) {
			other.Send(b.PID(), "text")
			actortest.Expect[int](b)
		},
		"no message": func(b, _ *actortest.Probe) { actortest.Expect[int](b) },
		"a message": func(b, other *actortest.Probe) {
			other.Send(b.PID(), 1)
			b.ExpectNothing()
		},
		"a message before the marker": func(b, other *actortest.Probe) {
			other.Send(b.PID(), 1)
			b.ExpectNothingFrom(other)
		},
		"work that does not end": func(b, _ *actortest.Probe) {
			b.Do(func(p *actor.Process) { p.Sleep(time.Hour) })
		},
		"work for the dead": func(b, _ *actortest.Probe) {
			b.Do(func(p *actor.Process) { p.Stop(nil) })
			b.Reason()
			b.Do(func(*actor.Process) {})
		},
		"no exit": func(b, _ *actortest.Probe) { b.Reason() },
	} {
		t.Run(name, func(t *testing.T) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				inner := &verdict{TB: t}
				ended := make(chan struct{})
				go func() { // Fatalf ends the goroutine
					defer close(ended)
					ask(actortest.NewProbe(inner, sys), actortest.NewProbe(inner, sys))
				}()
				if <-ended; !inner.fatal {
					t.Error("the test went on")
				}
			})
		})
	}
}
