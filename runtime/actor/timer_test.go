package actor_test

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

func TestTimerOnce(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		begun := time.Now()
		sys.SendAfter(time.Second, probe.PID(), "tick")
		actortest.Expect[string](probe)
		if took := time.Since(begun); took != time.Second {
			t.Errorf("after %v, want 1s", took)
		}
		time.Sleep(time.Hour)
		probe.ExpectNothing()
	})
}

// A slow process finds one tick, however many were due.
func TestTimerEvery(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		ticks := sys.SendEvery(time.Second, probe.PID(), "tick")
		for range 3 {
			begun := time.Now()
			actortest.Expect[string](probe)
			if took := time.Since(begun); took != time.Second {
				t.Errorf("after %v, want 1s", took)
			}
		}
		time.Sleep(10*time.Second + time.Millisecond)
		actortest.Expect[string](probe)
		probe.ExpectNothing()
		ticks.Cancel()
	})
}

// A tick that a selective receive put aside is the one in the mailbox.
func TestTimerEverySkipped(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		sys.SendEvery(time.Second, probe.PID(), "tick")
		probe.Do(func(p *actor.Process) { actor.ReceiveFor[int](p, 10*time.Second+time.Millisecond) })
		actortest.Expect[string](probe)
		probe.ExpectNothing()
	})
}

// A Timer is a value like others: it may be sent, and cancelled by another
// process.
func TestTimerAsMessage(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		ann, bob := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
		ann.Send(bob.PID(), sys.SendAfter(time.Second, ann.PID(), "tick"))
		if !actortest.Expect[*actor.Timer](bob).Cancel() {
			t.Error("the timer was not running")
		}
		time.Sleep(time.Minute)
		ann.ExpectNothing()
	})
}

// The timers of a process end with it (RT-09).
func TestTimersEndWithTheProcess(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		once := sys.SendAfter(time.Minute, probe.PID(), "tick")
		often := sys.SendEvery(time.Minute, probe.PID(), "tick")
		if n := actor.BondsOf(sys, probe.PID()).Timers; n != 2 {
			t.Errorf("%d timers run, want 2", n)
		}
		sys.Exit(probe.PID(), actor.Kill)
		probe.Reason()
		lost := sys.DeadLetters()
		time.Sleep(time.Hour)
		if now := sys.DeadLetters(); now != lost {
			t.Errorf("%d ticks for the dead", now-lost)
		}
		once.Cancel()
		often.Cancel()
		sys.SendAfter(time.Minute, probe.PID(), "tick").Cancel()
	})
}

func TestTimerEveryNothing(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an interval of nothing is accepted")
		}
	}()
	actortest.NewSystem(t).SendEvery(0, actor.PID{}, "tick")
}

// Sleep lasts as long as it should, and no longer than the process.
func TestSleep(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		probe := actortest.NewProbe(t, sys)
		begun := time.Now()
		sys.Send(probe.PID(), "a message does not wake it")
		probe.Do(func(p *actor.Process) { p.Sleep(time.Second) })
		if took := time.Since(begun); took != time.Second {
			t.Errorf("slept %v, want 1s", took)
		}
		probe.Go(func(p *actor.Process) { p.Sleep(time.Hour) })
		sys.Exit(probe.PID(), errBroken)
		if probe.Reason(); time.Since(begun) != time.Second {
			t.Error("slept on")
		}
	})
}
