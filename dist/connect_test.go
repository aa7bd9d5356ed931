package dist_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func names(s testNode) (names []string) {
	for _, n := range s.List() {
		names = append(names, n.Name)
	}
	return names
}

// Connecting to one node connects to all (S47), except hidden ones.
func TestMesh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob, cyd := m.start(t, "ada@a:1"), m.start(t, "bob@b:1"), m.start(t, "cyd@c:1")
		spy := m.start(t, "spy@s:1", func(c *dist.Config) { c.Hidden = true })
		dan := m.start(t, "dan@d:1") // of another cluster
		for _, s := range []testNode{ada, bob, cyd, dan, spy} {
			defer s.stop()
		}
		bob.connect(t, ada)
		spy.connect(t, dan)
		spy.connect(t, ada)
		if err := cyd.Connect(t.Context(), "a:1"); err != nil { // only by its address
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for _, c := range []struct {
			testNode
			want []string
		}{
			{ada, []string{"bob@b:1", "cyd@c:1"}},
			{bob, []string{"ada@a:1", "cyd@c:1"}},
			{cyd, []string{"ada@a:1", "bob@b:1"}},
			{dan, nil},
			{spy, []string{"ada@a:1", "dan@d:1"}},
		} {
			if got := names(c.testNode); !slices.Equal(got, c.want) {
				t.Errorf("%v is connected to %v, want %v", c.Self().Name, got, c.want)
			}
		}
	})
}

// Nodes that all dial each other, again and again, end up with one connection for
// each pair.
func TestMeshHeals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		var nodes []testNode
		var all []string
		for i := range 6 {
			all = append(all, fmt.Sprintf("n%d@h%d:1", i, i))
		}
		for i, name := range all {
			s := m.start(t, name, func(c *dist.Config) { c.Peers = []string{all[0], all[(i+1)%len(all)]} })
			defer s.stop()
			nodes = append(nodes, s)
		}
		for range 5 {
			time.Sleep(10 * time.Second)
			for _, s := range nodes {
				if got := names(s); len(got) != len(all)-1 {
					t.Fatalf("%s is connected to %v", s.Self().Name, got)
				}
			}
			m.cut()
		}
	})
}

// Two nodes that dial each other both get the one connection (S39).
func TestSimultaneous(t *testing.T) {
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			ada, bob := m.start(t, "ada@a:1"), m.start(t, "bob@b:1")
			defer ada.stop()
			defer bob.stop()
			var both sync.WaitGroup
			start := time.Now()
			both.Go(func() { ada.connect(t, bob) })
			both.Go(func() { bob.connect(t, ada) })
			both.Wait()
			if took := time.Since(start); took > time.Second {
				t.Errorf("took %v", took)
			}
			far := bob.sys.Spawn(echo)
			if v, err := ada.sys.Call(t.Context(), far, 1); v != 1 || err != nil {
				t.Errorf("got %v, %v", v, err)
			}
		})
	}
}

// Each of these has one outcome, and nodes that it does not concern do not
// notice.
func TestRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := m.start(t, "ada@a:1"), m.start(t, "bob@b:1")
		defer ada.stop()
		defer bob.stop()
		ada.connect(t, bob)

		refused := func(s testNode, to string, want wire.Refusal) {
			t.Helper()
			err := s.Connect(t.Context(), to)
			if e, ok := errors.AsType[*wire.RefusedError](err); !ok || e.Why != want {
				t.Errorf("%s to %s: got %v, want %v", s.Self().Name, to, err, want)
			}
		}
		stranger := m.start(t, "eve@e:1", func(c *dist.Config) { c.Cookies = cookie(t, "something else") })
		defer stranger.stop()
		refused(stranger, "ada@a:1", wire.Unproven)
		refused(stranger, "a:1", wire.Unproven)
		refused(ada, "eve@e:1", wire.Unproven)
		refused(ada, "ada@a:1", wire.Self)
		refused(ada, "a:1", wire.Self)
		refused(ada, "zoe@b:1", wire.NotMe)

		double := m.start(t, "bob@b:1", func(c *dist.Config) { c.Listen = "d:1" })
		defer double.stop()
		refused(double, "ada@a:1", wire.NameTaken)
		refused(double, "b:1", wire.NameTaken)
		time.Sleep(time.Minute)
		if got := ada.List(); len(got) != 1 || got[0] != bob.Self() {
			t.Errorf("ada is connected to %v, want bob's first run", got)
		}
	})
}

// A node that was replaced by its next run is dead: its PIDs reach nobody (S41).
// The end of the first run is detected when the second comes.
func TestNextRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := pair(t, m)
		defer ada.stop()
		old := bob.sys.Spawn(echo)
		m.freeze() // bob's machine has lost its power
		bob.stop()
		next := m.start(t, "bob@b:1", func(c *dist.Config) { c.Peers = []string{"a:1"} })
		defer next.stop()
		time.Sleep(25 * time.Second)
		if got := ada.List(); len(got) != 1 || got[0] != next.Self() {
			t.Fatalf("ada is connected to %v, want %v", got, next.Self())
		}
		for range 3 {
			next.sys.Spawn(echo)
		}
		if err := ada.sys.Send(old, "hello"); err != nil {
			t.Errorf("send: got %v", err)
		}
		if _, err := ada.sys.Call(t.Context(), old, 1); !errors.Is(err, actor.NoProc) {
			t.Errorf("call: got %v, want noproc", err)
		}
	})
}

// A node that leaves is known to have left, at once, and is not dialled again.
func TestLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := pair(t, m)
		defer ada.stop()
		far := bob.sys.Spawn(echo)
		ada.run(t, func(p *actor.Process) {
			ada.Monitor(p.Self(), "bob@b:1")
			p.Monitor(far)
			start := time.Now()
			if err := bob.Leave(t.Context()); err != nil {
				t.Error(err)
			}
			if d := next[actor.Down](t, p); d.Reason != actor.NoConnection {
				t.Errorf("got %v", d)
			}
			if d := next[dist.NodeDown](t, p); !errors.Is(d.Reason, dist.ErrLeft) {
				t.Errorf("got %v", d)
			}
			if time.Since(start) > time.Second {
				t.Errorf("took %v", time.Since(start))
			}
		})
		again := m.start(t, "bob@b:1")
		time.Sleep(5 * time.Minute)
		if len(again.List()) > 0 {
			t.Error("a node that left was dialled")
		}
		again.stop()
		bob.stop()
	})
}

// N monitors of a node are N messages; a node that can't be reached is down (S42).
func TestMonitorNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := m.start(t, "ada@a:1"), m.start(t, "bob@b:1")
		defer ada.stop()
		defer bob.stop()
		ada.run(t, func(p *actor.Process) {
			ada.Monitor(p.Self(), "nobody@n:1")
			if d := next[dist.NodeDown](t, p); d.Node.Name != "nobody@n:1" {
				t.Errorf("got %v", d)
			}
			ada.Monitor(p.Self(), "bob@b:1")
			if u := next[dist.NodeUp](t, p); u.Node != bob.Self() {
				t.Errorf("got %v", u)
			}
			second := ada.Monitor(p.Self(), "bob@b:1")
			stopped := ada.Monitor(p.Self(), "bob@b:1")
			stopped.Stop()
			m.cut()
			next[dist.NodeDown](t, p)
			next[dist.NodeDown](t, p)
			next[dist.NodeUp](t, p)
			next[dist.NodeUp](t, p)
			second.Stop()
			m.cut()
			next[dist.NodeDown](t, p)
			next[dist.NodeUp](t, p)
			if m, ok := p.ReceiveTimeout(0); ok {
				t.Errorf("and then got %v", m)
			}
		})
	})
}

// Disconnect is final for the node that did it, also for a peer that it was told
// of by address.
func TestDisconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		bob := m.start(t, "bob@b:1")
		ada := m.start(t, "ada@a:1", func(c *dist.Config) { c.Peers = []string{"b:1", "bob@b:1"} })
		defer ada.stop()
		defer bob.stop()
		ada.connect(t, bob)
		synctest.Wait()
		ada.Disconnect("bob@b:1")
		time.Sleep(time.Hour)
		if len(ada.List())+len(bob.List()) > 0 {
			t.Error("connected again")
		}
		ada.connect(t, bob)
	})
}

// Silent strangers are thrown out in time, and keep nobody else out.
func TestStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := m.start(t, "ada@a:1"), m.start(t, "bob@b:1")
		defer ada.stop()
		defer bob.stop()
		var idlers sync.WaitGroup
		for range 200 {
			c, err := m.Dial(t.Context(), "a:1")
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			idlers.Go(func() {
				c.Read(make([]byte, 1))
				if took := time.Since(start); took > 3*time.Second {
					t.Errorf("a silent stranger stayed %v", took)
				}
				c.Close()
			})
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := bob.Connect(ctx, "ada@a:1"); err != nil {
			t.Error(err)
		}
		idlers.Wait()
	})
}

// Without a name that others can reach, a cookie, or a place to listen, there is
// no node.
func TestStartRefuses(t *testing.T) {
	m := newMemory()
	defer m.start(t, "taken@t:1").stop()
	for what, c := range map[string]struct {
		name   string
		config dist.Config
	}{
		"no address":        {"ada", dist.Config{Cookies: cookie(t, secret)}},
		"no port":           {"ada@host", dist.Config{Cookies: cookie(t, secret)}},
		"no cookie":         {"ada@host:1", dist.Config{}},
		"a negative bound":  {"ada@host:1", dist.Config{Cookies: cookie(t, secret), Queue: -1}},
		"the port is taken": {"ada@t:1", dist.Config{Cookies: cookie(t, secret)}},
	} {
		sys := actor.NewSystem(actor.Config{Node: c.name})
		c.config.Transport = m
		if n, err := dist.Start(t.Context(), sys, c.config); err == nil {
			t.Errorf("%s: started", what)
			n.Leave(t.Context())
		}
		if err := sys.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
