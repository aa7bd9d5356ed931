package dist_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// pair returns two connected nodes.
func pair(t *testing.T, m *memory, change ...func(*dist.Config)) (ada, bob testNode) {
	t.Helper()
	ada, bob = m.start(t, "ada@a:1", change...), m.start(t, "bob@b:1", change...)
	ada.connect(t, bob)
	return ada, bob
}

// echo answers messages with themselves, calls too.
func echo(p *actor.Process) error {
	p.Register("echo")
	for {
		switch m := p.Receive().(type) {
		case actor.Request:
			m.Reply(m.Body, nil)
		case actor.PID:
			p.Send(m, p.Self())
		case error:
			return m
		case string:
			return errors.New(m)
		}
	}
}

func TestSendAndCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ada, bob := pair(t, newMemory())
		defer ada.stop()
		defer bob.stop()
		server := bob.sys.Spawn(echo)
		synctest.Wait()
		ada.run(t, func(p *actor.Process) {
			p.Send(server, p.Self())
			if got := next[actor.PID](t, p); got != server {
				t.Errorf("got %v, want %v", got, server)
			}
			if err := p.SendName("echo@bob@b:1", p.Self()); err != nil {
				t.Error(err)
			}
			next[actor.PID](t, p)
			if v, err := p.Call(t.Context(), server, 7); v != 7 || err != nil {
				t.Errorf("call: got %v, %v", v, err)
			}
			ref := p.MonitorName("echo@bob@b:1")
			p.Send(server, "enough")
			d := next[actor.Down](t, p)
			if d.Ref != ref || d.Name != "echo@bob@b:1" || d.PID != server || d.Reason.Error() != "enough" {
				t.Errorf("down: got %+v", d)
			}
			if _, err := p.Call(t.Context(), server, 7); !errors.Is(err, actor.NoProc) {
				t.Errorf("call of a process that is gone: got %v", err)
			}
		})
		err := ada.sys.Send(server, make(chan int))
		if _, ok := errors.AsType[*wire.TravelError](err); !ok || !strings.Contains(err.Error(), "chan int") {
			t.Errorf("a channel can't travel: got %v", err)
		}
	})
}

// A call ends with its receiver, with its connection, and with its context; a
// later answer goes nowhere (S32, S33).
func TestCallsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := pair(t, m)
		defer ada.stop()
		defer bob.stop()
		kept := make(chan actor.Request, 1)
		deaf := bob.sys.Spawn(func(p *actor.Process) error {
			for {
				if r, ok := p.Receive().(actor.Request); ok {
					kept <- r
				}
			}
		})
		ada.run(t, func(p *actor.Process) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if _, err := p.Call(ctx, deaf, 1); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want the deadline", err)
			}
			synctest.Wait()
			if r := <-kept; r.Reply("late", nil) {
				t.Error("a reply counted that nobody waits for")
			}
			if m, ok := p.ReceiveTimeout(time.Second); ok {
				t.Errorf("a late reply became message %v", m)
			}
			time.AfterFunc(time.Second, func() { bob.sys.Exit(deaf, actor.Kill) })
			if _, err := p.Call(t.Context(), deaf, 2); !errors.Is(err, actor.Killed) {
				t.Errorf("got %v, want killed", err)
			}
		})
		deaf = bob.sys.Spawn(func(p *actor.Process) error {
			for {
				p.Receive()
			}
		})
		time.AfterFunc(time.Second, m.cut)
		if _, err := ada.sys.Call(t.Context(), deaf, 3); !errors.Is(err, actor.NoConnection) {
			t.Errorf("got %v, want noconnection", err)
		}
	})
}

// Links and monitors across nodes are as those on one (S6 to S18).
func TestLinksAndMonitors(t *testing.T) {
	for name, f := range map[string]func(t *testing.T, p *actor.Process, far actor.PID){
		"an exit comes over a link": func(t *testing.T, p *actor.Process, far actor.PID) {
			p.Link(far)
			p.Send(far, "why")
			if e := next[actor.Exit](t, p); e.From != far || e.Reason.Error() != "why" {
				t.Errorf("got %v", e)
			}
		},
		"not after unlink": func(t *testing.T, p *actor.Process, far actor.PID) {
			p.Link(far)
			p.Unlink(far)
			ref := p.Monitor(far)
			p.Send(far, "why")
			if d := next[actor.Down](t, p); d.Ref != ref {
				t.Errorf("got %v", d)
			}
		},
		"a link made again is a new one": func(t *testing.T, p *actor.Process, far actor.PID) {
			p.Link(far)
			p.Unlink(far)
			p.Link(far)
			p.Exit(far, actor.Kill)
			if e := next[actor.Exit](t, p); e.Reason != actor.Killed {
				t.Errorf("got %v", e)
			}
		},
		"a process that is gone": func(t *testing.T, p *actor.Process, far actor.PID) {
			p.Exit(far, actor.Kill)
			p.Link(far)
			if e := next[actor.Exit](t, p); e.Reason != actor.NoProc {
				t.Errorf("got %v", e)
			}
			p.Monitor(far)
			if d := next[actor.Down](t, p); d.Reason != actor.NoProc {
				t.Errorf("got %v", d)
			}
		},
		"normal does nothing": func(t *testing.T, p *actor.Process, far actor.PID) {
			p.Exit(far, actor.Normal)
			p.Send(far, p.Self())
			next[actor.PID](t, p)
		},
		"each monitor fires once": func(t *testing.T, p *actor.Process, far actor.PID) {
			a, b, c := p.Monitor(far), p.Monitor(far), p.Monitor(far)
			p.Demonitor(b)
			p.Exit(far, actor.Kill)
			if d, e := next[actor.Down](t, p), next[actor.Down](t, p); d.Ref == e.Ref || d.Ref != a && d.Ref != c {
				t.Errorf("got %v and %v", d, e)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ada, bob := pair(t, newMemory())
				defer ada.stop()
				defer bob.stop()
				far := bob.sys.Spawn(echo)
				ada.run(t, func(p *actor.Process) {
					p.TrapExit(true)
					f(t, p, far)
					if m, ok := p.ReceiveTimeout(time.Second); ok {
						t.Errorf("and then got %v", m)
					}
				})
			})
		})
	}
}

// The end of a process here is reported to those there that are tied to it.
func TestEndIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ada, bob := pair(t, newMemory())
		defer ada.stop()
		defer bob.stop()
		far := bob.sys.Spawn(echo)
		near := ada.sys.Spawn(func(p *actor.Process) error {
			p.Link(far)
			p.Receive()
			return errors.New("broken")
		})
		time.AfterFunc(time.Second, func() { ada.sys.Send(near, "go") })
		reason, err := bob.sys.Wait(t.Context(), far)
		if err != nil || reason.Error() != "broken" {
			t.Errorf("got %v, %v", reason, err)
		}
	})
}

// A lost connection is reported to each link and monitor, once (S38), and the
// other process still lives, unless it dies of it. The loss is detected by
// silence.
func TestLostConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada := m.start(t, "ada@a:1", func(c *dist.Config) { c.Heartbeat, c.HeartbeatTimeout = 10*time.Second, 5*time.Second })
		bob := m.start(t, "bob@b:1")
		defer ada.stop()
		defer bob.stop()
		ada.connect(t, bob)
		far, other := bob.sys.Spawn(echo), bob.sys.Spawn(echo)
		ada.run(t, func(p *actor.Process) {
			p.TrapExit(true)
			ada.Monitor(p.Self(), "")
			p.Link(far)
			ref := p.Monitor(far)
			m.freeze()
			start := time.Now()
			var exits, downs int
			for range 3 {
				switch m := p.Receive().(type) {
				case actor.Exit:
					if exits++; m.Reason != actor.NoConnection || m.From != far {
						t.Errorf("got %v", m)
					}
				case actor.Down:
					if downs++; m.Reason != actor.NoConnection || m.Ref != ref {
						t.Errorf("got %v", m)
					}
				case dist.NodeDown:
					if exits != 1 || downs != 1 {
						t.Errorf("node-down came before all else: %d exits, %d downs", exits, downs)
					}
					if !errors.Is(m.Reason, dist.ErrSilent) {
						t.Errorf("reason %v", m.Reason)
					}
				}
			}
			if took := time.Since(start); took > 15*time.Second {
				t.Errorf("took %v", took)
			}
			next[dist.NodeUp](t, p) // it is connected again
			if v, err := p.Call(t.Context(), other, 1); v != 1 || err != nil {
				t.Errorf("call after the loss: %v, %v", v, err)
			}
		})
	})
}
