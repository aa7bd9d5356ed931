package supervisor_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// S21: each child is started once the one before is up, and Start waits for all.
func TestStartInOrder(t *testing.T) {
	inLab(t, func(l *lab) {
		slow := func(c *part) { c.wakes = time.Second }
		var sup actor.PID
		took := takes(func() {
			sup = l.start(supervisor.Spec{Children: []supervisor.Child{
				l.child("a", slow), l.child("b"), l.child("c", slow)}})
		})
		if took != 2*time.Second {
			l.Errorf("took %v, want 2s", took)
		}
		l.expect("a up", "b up", "c up")
		if n, err := supervisor.Count(l.Context(), l.sys, sup); n != (supervisor.Counts{Specs: 3, Active: 3, Workers: 3}) || err != nil {
			l.Errorf("count: %+v, %v", n, err)
		}
	})
}

// S21: a child that fails to start stops those before it, and is named.
func TestStartFails(t *testing.T) {
	inLab(t, func(l *lab) {
		fails := func(c *part) { c.fails = func() error { return errBoom } }
		inner := supervisor.Spec{Children: []supervisor.Child{l.child("b"), l.child("c", fails), l.child("d")}}
		_, err := supervisor.Start(l.Context(), l.sys, supervisor.Spec{Children: []supervisor.Child{
			l.child("a"),
			{ID: "sub", Start: supervisor.Run(inner), Supervisor: true},
		}})
		l.expect("a up", "b up", "b gone: shutdown", "a gone: shutdown")
		if !errors.Is(err, errBoom) || !strings.Contains(err.Error(), `start child "sub": start child "c": boom`) {
			l.Errorf("start: %v", err)
		}
		if se, ok := errors.AsType[*supervisor.StartError](err); !ok || se.ID != "sub" {
			l.Errorf("start: got %#v", se)
		}
		if n := l.sys.Count(); n != 0 {
			l.Errorf("%d processes are left", n)
		}
	})
}

// A child that exits normally before it is up has failed to start: a process
// linked to its supervisor must not take that for a normal end.
func TestStartFailsNormally(t *testing.T) {
	inLab(t, func(l *lab) {
		leaves := func(c *part) { c.fails = func() error { return actor.Normal } }
		spec := supervisor.Spec{Children: []supervisor.Child{l.child("a", leaves)}}
		linked := l.sys.Spawn(func(p *actor.Process) error {
			supervisor.Run(spec)(p, actor.Linked())
			p.Receive()
			return nil
		})
		if reason, err := l.sys.Wait(l.Context(), linked); reason == actor.Normal || err != nil {
			l.Errorf("linked process exited for %v, %v", reason, err)
		}
	})
}

func TestStartRefusesInvalid(t *testing.T) {
	inLab(t, func(l *lab) {
		if _, err := supervisor.Start(l.Context(), l.sys, supervisor.Spec{Window: -1}); !errors.Is(err, supervisor.ErrInvalid) {
			l.Errorf("start: %v", err)
		}
		sup := l.start(supervisor.Spec{})
		if _, err := supervisor.StartChild(l.Context(), l.sys, sup, supervisor.Child{ID: "a"}); !errors.Is(err, supervisor.ErrInvalid) {
			l.Errorf("start child: %v", err)
		}
	})
}

// A starter that panics, or makes no process, is a start that fails.
func TestStarterFails(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: l.children("a")})
		for _, start := range []actor.Starter{
			func(actor.Spawner, ...actor.Option) actor.PID { panic(errBoom) },
			func(actor.Spawner, ...actor.Option) actor.PID { return actor.PID{} },
		} {
			_, err := supervisor.StartChild(l.Context(), l.sys, sup, supervisor.Child{ID: "b", Start: start})
			if _, ok := errors.AsType[*supervisor.StartError](err); !ok {
				l.Errorf("start child: %v", err)
			}
		}
		l.expect("a up")
	})
}

// A child that is slow to start delays no other, nor its restart.
func TestStartsSideBySide(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: l.children("a")})
		slow := func(c *part) { c.wakes = time.Minute }
		go supervisor.StartChild(l.Context(), l.sys, sup, l.child("slow", slow))
		synctest.Wait()
		took := takes(func() {
			supervisor.StartChild(l.Context(), l.sys, sup, l.child("quick"))
			l.crash(sup, "a", errBoom)
		})
		l.expect("a up", "quick up", "a gone: boom", "a up")
		if took != 0 {
			l.Errorf("took %v", took)
		}
	})
}
