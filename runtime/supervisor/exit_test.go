package supervisor_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// S23 to S25: which children stop and start with the one that crashed.
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
// shutdown; restarts before the window do not count.
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

// S27: a failed restart counts, and is retried after a pause.
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
			time.Sleep(5 * time.Second)
			if l.sys.Alive(sup) != c.alive {
				l.Errorf("after a crash and %d failures it is alive: %t", c.failures, !c.alive)
			}
			if c.alive && l.info(sup, "a").Restarts != 3 {
				l.Errorf("a: %+v", l.info(sup, "a"))
			}
		})
	}
}

// A nested supervisor that is killed comes back, though its children still hold
// their names for a moment: no process can stop them.
func TestKillNested(t *testing.T) {
	inLab(t, func(l *lab) {
		named := func(id string) supervisor.Child {
			c := l.child(id, func(c *part) { c.sleep = 20 * time.Millisecond })
			start := c.Start
			c.Start = func(by actor.Spawner, opts ...actor.Option) actor.PID {
				return start(by, append(opts, actor.Named(id))...)
			}
			return c
		}
		root := l.start(supervisor.Spec{Children: []supervisor.Child{{
			ID: "sub", Supervisor: true,
			Start: supervisor.Run(supervisor.Spec{Children: []supervisor.Child{named("a"), named("b")}}),
		}}})
		before, _ := l.sys.Whereis("b")
		l.sys.Exit(l.info(root, "sub").PID, actor.Kill)
		time.Sleep(time.Second)
		if after, ok := l.sys.Whereis("b"); !ok || after == before || !l.sys.Alive(root) {
			l.Errorf("b was %v, is %v", before, after)
		}
	})
}

// Each restart is one log record, and so is reaching the limit.
func TestLog(t *testing.T) {
	inLab(t, func(l *lab) {
		temp, trans := l.child("temp"), l.child("trans")
		temp.Restart, trans.Restart = supervisor.Temporary, supervisor.Transient
		stays := l.child("stays", func(c *part) { c.sleep = time.Hour })
		sup := l.start(supervisor.Spec{MaxRestarts: 1, Children: []supervisor.Child{stays, l.child("a"), temp, trans}})
		l.crash(sup, "temp", errBoom)
		l.crash(sup, "trans", actor.Normal) // is not logged
		l.crash(sup, "a", errBoom)
		l.crash(sup, "a", errBoom)
		l.sys.Wait(l.Context(), sup)
		lines := strings.Split(strings.TrimSpace(l.log.String()), "\n")
		want := []string{
			`level=WARN msg="child exited, it is not restarted" pid=%s child=temp reason=boom`,
			`level=WARN msg="child exited, it is restarted" pid=%s child=a reason=boom restarts=1`,
			`level=ERROR msg="too many restarts, supervisor gives up" pid=%s child=a reason=boom max=1 window=5s`,
			`level=WARN msg="child did not leave in time, it is killed" pid=%s child=stays`,
		}
		if len(lines) != len(want) {
			l.Fatalf("got %d lines, want %d:\n%s", len(lines), len(want), strings.Join(lines, "\n"))
		}
		for i, line := range lines {
			if !strings.Contains(line, fmt.Sprintf(want[i], sup)) {
				l.Errorf("\n got %s\nwant %s", line, fmt.Sprintf(want[i], sup))
			}
		}
	})
}
