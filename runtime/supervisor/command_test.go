package supervisor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// S30: what happens to a terminated child.
func TestTerminate(t *testing.T) {
	inLab(t, func(l *lab) {
		temp := l.child("temp")
		temp.Restart = supervisor.Temporary
		sup := l.start(supervisor.Spec{Children: []supervisor.Child{l.child("a"), temp}}, actor.Named("sup"))
		for _, id := range []string{"a", "temp"} {
			if err := supervisor.TerminateChild(l.Context(), l.sys, "sup", id); err != nil {
				l.Error(err)
			}
		}
		l.expect("a up", "temp up", "a gone: shutdown", "temp gone: shutdown")
		if i := l.info(sup, "a"); i.State != supervisor.Terminated || !i.PID.IsZero() {
			l.Errorf("a: %+v", i)
		}
		if err := supervisor.TerminateChild(l.Context(), l.sys, sup, "temp"); !errors.Is(err, supervisor.ErrNotFound) {
			l.Errorf("terminate temp again: %v", err)
		}
		pid, err := supervisor.RestartChild(l.Context(), l.sys, sup, "a")
		if err != nil || !l.sys.Alive(pid) {
			l.Errorf("restart: %v, %v", pid, err)
		}
		if _, err := supervisor.RestartChild(l.Context(), l.sys, sup, "a"); !errors.Is(err, supervisor.ErrRunning) {
			l.Errorf("restart again: %v", err)
		}
		if err := supervisor.DeleteChild(l.Context(), l.sys, sup, "a"); !errors.Is(err, supervisor.ErrRunning) {
			l.Errorf("delete: %v", err)
		}
		if _, err := supervisor.StartChild(l.Context(), l.sys, sup, l.child("a")); !errors.Is(err, supervisor.ErrExists) {
			l.Errorf("start: %v", err)
		}
		if err := supervisor.TerminateChild(l.Context(), l.sys, sup, pid); err != nil {
			l.Errorf("terminate by pid: %v", err)
		}
		if err := supervisor.DeleteChild(l.Context(), l.sys, sup, "a"); err != nil {
			l.Errorf("delete: %v", err)
		}
		if n, err := supervisor.Count(l.Context(), l.sys, sup); n != (supervisor.Counts{}) || err != nil {
			l.Errorf("count: %+v, %v", n, err)
		}
	})
}

// A supervisor always answers: even while a child is slow to start, or while one
// restarts or stops.
func TestAnswersMeanwhile(t *testing.T) {
	inLab(t, func(l *lab) {
		slow := func(c *part) { c.wakes, c.sleep = time.Minute, time.Minute }
		a, b := l.child("a", slow), l.child("b", slow)
		a.Shutdown, b.Shutdown = supervisor.Infinity, supervisor.Infinity
		go supervisor.Start(l.Context(), l.sys, supervisor.Spec{
			Strategy: supervisor.OneForAll, Children: []supervisor.Child{a, b}}, actor.Named("sup"))
		states := func(want ...supervisor.State) {
			l.Helper()
			synctest.Wait()
			var infos []supervisor.ChildInfo
			took := takes(func() { infos, _ = supervisor.Children(l.Context(), l.sys, "sup") })
			if took != 0 || len(infos) != 2 || infos[0].State != want[0] || infos[1].State != want[1] {
				l.Errorf("after %v: %v; want %v", took, infos, want)
			}
		}
		states(supervisor.Starting, supervisor.Terminated)
		time.Sleep(time.Minute)
		states(supervisor.Running, supervisor.Starting)
		time.Sleep(time.Minute)
		states(supervisor.Running, supervisor.Running)

		sup, _ := l.sys.Whereis("sup")
		l.crash(sup, "b", errBoom)
		states(supervisor.Stopping, supervisor.Restarting)
		time.Sleep(time.Minute)
		states(supervisor.Starting, supervisor.Restarting)

		// A command waits its turn, and its caller with it.
		took := takes(func() {
			if err := supervisor.TerminateChild(l.Context(), l.sys, "sup", "b"); err != nil {
				l.Error(err)
			}
		})
		if took != 3*time.Minute {
			l.Errorf("terminate took %v, want 3m", took)
		}
		l.sys.Exit(sup, actor.Shutdown)
		states(supervisor.Stopping, supervisor.Terminated)
		if err := supervisor.DeleteChild(l.Context(), l.sys, "sup", "b"); !errors.Is(err, supervisor.ErrStopping) {
			l.Errorf("delete at the end: %v", err)
		}
	})
}

// A child made from a template is like any other; it is forgotten when it ends.
func TestTemplate(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{
			Strategy: supervisor.SimpleOneForOne,
			Template: func(arg any) supervisor.Child {
				c := l.child(arg.(string))
				c.ID, c.Restart = "", supervisor.Transient
				return c
			},
		})
		pid, err := supervisor.StartWith(l.Context(), l.sys, sup, "x")
		if err != nil {
			l.Fatal(err)
		}
		l.sys.Send(pid, errBoom)
		l.expect("x up", "x gone: boom", "x up")
		infos, _ := supervisor.Children(l.Context(), l.sys, sup)
		if len(infos) != 1 || infos[0].ID == "" || infos[0].Restarts != 1 {
			l.Fatalf("children: %+v", infos)
		}
		if err := supervisor.TerminateChild(l.Context(), l.sys, sup, infos[0].PID); err != nil {
			l.Error(err)
		}
		if n, _ := supervisor.Count(l.Context(), l.sys, sup); n.Specs != 0 {
			l.Errorf("count: %+v", n)
		}
		if _, err := supervisor.StartWith(l.Context(), l.sys, sup, 5); err == nil || !l.sys.Alive(sup) {
			l.Errorf("a template that panics: %v", err)
		}
		none := l.start(supervisor.Spec{})
		if _, err := supervisor.StartWith(l.Context(), l.sys, none, 5); !errors.Is(err, supervisor.ErrInvalid) {
			l.Errorf("no template: %v", err)
		}
	})
}

// A caller that stops waiting changes nothing about its command.
func TestCallerGivesUp(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{})
		ctx, cancel := context.WithTimeout(l.Context(), time.Second)
		defer cancel()
		slow := func(c *part) { c.wakes = time.Minute }
		if _, err := supervisor.StartChild(ctx, l.sys, sup, l.child("a", slow)); !errors.Is(err, context.DeadlineExceeded) {
			l.Errorf("start: %v", err)
		}
		time.Sleep(time.Minute)
		l.expect("a up")
	})
}
