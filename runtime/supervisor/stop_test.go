package supervisor_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

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

// A killed supervisor can stop no process: its children die by the link.
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

// S31: when significant children end by themselves, so does the supervisor.
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

// Children that break the rules do not escape.
func TestUnrulyChildren(t *testing.T) {
	inLab(t, func(l *lab) {
		sup := l.start(supervisor.Spec{Children: []supervisor.Child{
			l.child("loner", func(c *part) { c.rises = func(p *actor.Process) { p.Unlink(p.Parent()) } }),
			l.child("rebel", func(c *part) { c.rises = func(p *actor.Process) { p.Exit(p.Parent(), errBoom) } }),
		}})
		l.expect("loner up", "rebel up") // its own claim is not taken for its death
		l.sys.Exit(sup, actor.Shutdown)
		l.expect("rebel gone: shutdown", "loner gone: shutdown")
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
