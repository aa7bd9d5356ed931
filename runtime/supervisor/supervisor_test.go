package supervisor_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

var errBoom = errors.New("boom")

// S21: each child is started when the one before is up, and Start waits for all.
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

// S21: one child that fails takes back those before it, and is named.
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

// A child that leaves normally before it is up has failed to start: neither its
// supervisor nor who is linked to that may take this for a normal end.
func TestStartFailsNormally(t *testing.T) {
	inLab(t, func(l *lab) {
		_, err := supervisor.Start(l.Context(), l.sys, supervisor.Spec{Children: []supervisor.Child{
			l.child("a", func(c *part) { c.fails = func() error { return actor.Normal } })}})
		if err == nil || errors.Is(err, actor.Normal) {
			l.Errorf("start: %v", err)
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

// S22, S36: the parent's exit stops the children in reverse, and then the
// supervisor for that reason.
func TestStopInReverse(t *testing.T) {
	inLab(t, func(l *lab) {
		slow := func(c *part) { c.sleep = time.Second }
		children := []supervisor.Child{l.child("a"), l.child("b", slow), l.child("c", slow)}
		retired := errors.New("retired")
		var sup actor.PID
		parent := l.sys.Spawn(func(p *actor.Process) error {
			pid, err := supervisor.Start(p.Context(), p, supervisor.Spec{Children: children}, actor.Linked())
			if err != nil {
				return err
			}
			sup = pid
			p.Receive()
			return retired
		})
		l.expect("a up", "b up", "c up")
		l.sys.Send(parent, "go")
		took := takes(func() {
			if reason, err := l.sys.Wait(l.Context(), sup); reason != retired || err != nil {
				l.Errorf("exited for %v, %v", reason, err)
			}
		})
		l.expect("c gone: shutdown", "b gone: shutdown", "a gone: shutdown")
		if took != 2*time.Second {
			l.Errorf("took %v, want 2s", took)
		}
	})
}

// S22: children of simple_one_for_one all stop at once.
func TestStopSimpleAtOnce(t *testing.T) {
	inLab(t, func(l *lab) {
		slow := func(c *part) { c.sleep = time.Second }
		sup := l.start(supervisor.Spec{
			Strategy: supervisor.SimpleOneForOne,
			Template: func(arg any) supervisor.Child { return l.child(arg.(string), slow) },
		})
		for _, id := range []string{"a", "b", "c"} {
			if _, err := supervisor.StartWith(l.Context(), l.sys, sup, id); err != nil {
				l.Fatal(err)
			}
		}
		l.sys.Exit(sup, actor.Shutdown)
		if took := takes(func() { l.sys.Wait(l.Context(), sup) }); took != time.Second {
			l.Errorf("took %v, want 1s", took)
		}
	})
}

// Killed, a supervisor can stop nobody: its children die by the link.
func TestKill(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: []supervisor.Child{
			l.child("a"),
			{ID: "sub", Supervisor: true, Start: supervisor.Run(supervisor.Spec{Children: l.children("b")})},
		}})
		l.expect("a up", "b up")
		l.sys.Exit(sup, actor.Kill)
		synctest.Wait()
		if n := l.sys.Count(); n != 0 {
			l.Errorf("%d processes are left", n)
		}
	})
}

// S23 to S25: who stops and starts with the one that crashed.
func TestStrategies(t *testing.T) {
	for _, c := range []struct {
		name     string
		strategy supervisor.Strategy
		want     []string
	}{
		{"one_for_one", supervisor.OneForOne,
			[]string{"b gone: boom", "b up"}},
		{"S24: rest_for_one", supervisor.RestForOne,
			[]string{"b gone: boom", "c gone: shutdown", "b up", "c up"}},
		{"S25: one_for_all", supervisor.OneForAll,
			[]string{"b gone: boom", "c gone: shutdown", "a gone: shutdown", "a up", "b up", "c up"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inLab(t, func(l *lab) {
				sup := l.start(supervisor.Spec{Strategy: c.strategy, Children: l.children("a", "b", "c")})
				l.expect("a up", "b up", "c up")
				l.crash(sup, "b", errBoom)
				l.expect(c.want...)
				if i := l.info(sup, "b"); i.Restarts != 1 || i.State != supervisor.Running || !l.sys.Alive(i.PID) {
					l.Errorf("b: %+v", i)
				}
			})
		})
	}
}

// S26: the restart beyond the maximum stops the children and the supervisor, for
// shutdown; the window forgives.
func TestEscalate(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: l.children("a", "b")}) // 3 within 5 s
		for range 5 {
			for range 3 {
				l.crash(sup, "b", errBoom)
			}
			time.Sleep(5*time.Second + 1)
		}
		for range 3 {
			l.crash(sup, "b", errBoom)
		}
		time.Sleep(5 * time.Second) // is still the same window
		b := l.info(sup, "b").PID
		l.expect(append([]string{"a up"}, append(repeat(18, "b up", "b gone: boom"), "b up")...)...)

		l.sys.Send(b, errBoom)
		reason, err := l.sys.Wait(l.Context(), sup)
		if !errors.Is(reason, actor.Shutdown) || err != nil {
			l.Errorf("exited for %v, %v", reason, err)
		}
		if e, ok := errors.AsType[*supervisor.EscalationError](reason); !ok || e.ID != "b" || e.Reason != errBoom || e.Max != 3 {
			l.Errorf("exited for %#v", e)
		}
		l.expect("b gone: boom", "a gone: shutdown")
	})
}

func repeat(n int, s ...string) (all []string) {
	for range n {
		all = append(all, s...)
	}
	return all
}

// S26, S29: the parent reacts to an escalation: a nested supervisor comes back
// with its first children, and without those that were added.
func TestNested(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: []supervisor.Child{{
			ID: "sub", Supervisor: true,
			Start: supervisor.Run(supervisor.Spec{MaxRestarts: -1, Children: l.children("a", "b")}),
		}}})
		sub := l.info(sup, "sub").PID
		if _, err := supervisor.StartChild(l.Context(), l.sys, sub, l.child("c")); err != nil {
			l.Fatal(err)
		}
		l.expect("a up", "b up", "c up")
		l.crash(sub, "a", errBoom)
		l.expect("a gone: boom", "c gone: shutdown", "b gone: shutdown", "a up", "b up")
		i := l.info(sup, "sub")
		if i.Restarts != 1 || i.PID == sub || !i.Supervisor {
			l.Errorf("sub: %+v", i)
		}
		if n, err := supervisor.Count(l.Context(), l.sys, i.PID); n.Specs != 2 || err != nil {
			l.Errorf("count: %+v, %v", n, err)
		}
		if n, err := supervisor.Count(l.Context(), l.sys, sup); n != (supervisor.Counts{Specs: 1, Active: 1, Supervisors: 1}) || err != nil {
			l.Errorf("count: %+v, %v", n, err)
		}
	})
}

// S27: a restart that fails counts, and is tried again.
func TestRestartFails(t *testing.T) {
	for _, c := range []struct {
		failures int
		alive    bool
	}{{2, true}, {3, false}} {
		inLab(t, func(l *lab) {
			left := 0
			flaky := func(c *part) {
				c.fails = func() error {
					if left--; left >= 0 {
						return errBoom
					}
					return nil
				}
			}
			sup := l.start(supervisor.Spec{Children: []supervisor.Child{l.child("a", flaky)}})
			left = c.failures
			l.crash(sup, "a", errBoom)
			if l.sys.Alive(sup) != c.alive {
				l.Errorf("after a crash and %d failures it is alive: %t", c.failures, !c.alive)
			}
			if c.alive && l.info(sup, "a").Restarts != 3 {
				l.Errorf("a: %+v", l.info(sup, "a"))
			}
		})
	}
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

// S28: how long a child may take to leave.
func TestShutdownTime(t *testing.T) {
	never := time.Hour
	for _, c := range []struct {
		name       string
		shutdown   time.Duration
		supervisor bool
		want       time.Duration
		gone       string
	}{
		{"5 s when zero", 0, false, 5 * time.Second, "killed"},
		{"as told", time.Second, false, time.Second, "killed"},
		{"without limit", supervisor.Infinity, false, never, "shutdown"},
		{"without limit for a supervisor", 0, true, never, "shutdown"},
		{"not at all", supervisor.BrutalKill, false, 0, "killed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inLab(t, func(l *lab) {
				child := l.child("a", func(p *part) { p.sleep = never })
				child.Shutdown, child.Supervisor = c.shutdown, c.supervisor
				sup := l.start(supervisor.Spec{Children: []supervisor.Child{child}})
				took := takes(func() {
					if err := supervisor.TerminateChild(l.Context(), l.sys, sup, "a"); err != nil {
						l.Error(err)
					}
				})
				if took != c.want {
					l.Errorf("took %v, want %v", took, c.want)
				}
				l.expect("a up", "a gone: "+c.gone)
			})
		})
	}
}

// S30: what becomes of a child that was terminated.
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

// S31: the end of significant children, by themselves, is the supervisor's.
func TestAutoShutdown(t *testing.T) {
	for _, c := range []struct {
		auto supervisor.AutoShutdown
		ends int // how many of two significant children have to end
	}{{supervisor.AnySignificant, 1}, {supervisor.AllSignificant, 2}} {
		inLab(t, func(l *lab) {
			children := l.children("a", "b", "c")
			for i := range children[:2] {
				children[i].Restart, children[i].Significant = supervisor.Transient, true
			}
			sup := l.start(supervisor.Spec{AutoShutdown: c.auto, Children: children})
			ended := l.sys.Spawn(func(p *actor.Process) error {
				p.Monitor(sup)
				return p.Receive().(actor.Down).Reason
			})
			synctest.Wait()
			for _, id := range []string{"a", "b"}[:c.ends] {
				if !l.sys.Alive(sup) {
					l.Fatalf("ended before %s", id)
				}
				l.crash(sup, id, actor.Normal)
			}
			if l.sys.Alive(sup) || l.sys.Alive(ended) {
				l.Errorf("auto-shutdown %d: lives on after %d ends", c.auto, c.ends)
			}
		})
	}
}

// A supervisor is never deaf: not while a child starts that takes its time, nor
// while one restarts or stops.
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

// One child that takes its time to start holds up no other, nor its restart.
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

// What a template makes is a child like any other; it is forgotten when it ends.
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

// Children that break the rules do not get away.
func TestUnrulyChildren(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: []supervisor.Child{
			l.child("loner", func(c *part) { c.rises = func(p *actor.Process) { p.Unlink(p.Parent()) } }),
			l.child("rebel", func(c *part) { c.rises = func(p *actor.Process) { p.Exit(p.Parent(), errBoom) } }),
		}})
		l.expect("loner up", "rebel up") // its word is not taken for its death
		l.sys.Exit(sup, actor.Shutdown)
		l.expect("rebel gone: shutdown", "loner gone: shutdown")
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

// The whole system stops a tree as its supervisors do.
func TestSystemStop(t *testing.T) {
	inLab(t, func(l *lab) {
		l.start(supervisor.Spec{Children: []supervisor.Child{
			l.child("a"),
			{ID: "sub", Supervisor: true, Start: supervisor.Run(supervisor.Spec{Children: l.children("b", "c")})},
			l.child("d"),
		}})
		l.expect("a up", "b up", "c up", "d up")
		if err := l.sys.Stop(l.Context()); err != nil {
			l.Error(err)
		}
		l.expect("d gone: shutdown", "c gone: shutdown", "b gone: shutdown", "a gone: shutdown")
	})
}
