package dist_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// job is the argument of the functions of these tests.
type job struct {
	Answer actor.PID
	Word   string
}

// offers registers the functions that the nodes of a test share.
func offers(t *testing.T, nodes ...testNode) {
	t.Helper()
	for _, s := range nodes {
		if err := dist.Register[job](s.Node, "test.job"); err != nil {
			t.Fatal(err)
		}
		err := dist.Offer(s.Node, "answer", func(p *actor.Process, j job) error {
			return p.Send(j.Answer, j.Word+" by "+p.Parent().Node().Name)
		})
		if err == nil {
			err = dist.Offer(s.Node, "fail", func(p *actor.Process, word string) error { return errors.New(word) })
		}
		if err == nil {
			err = dist.Offer(s.Node, "wait", func(p *actor.Process, _ string) error {
				p.Receive()
				return nil
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // peers are told
	}
}

func TestSpawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ada, bob := pair(t, newMemory())
		defer ada.stop()
		defer bob.stop()
		offers(t, ada, bob) // when they are connected already
		if got := ada.Functions("bob@b:1"); !slices.Equal(got, []string{"answer", "fail", "wait"}) {
			t.Errorf("bob offers %v", got)
		}
		ada.run(t, func(p *actor.Process) {
			p.TrapExit(true)
			pid, err := ada.Spawn(t.Context(), "bob@b:1", "answer", job{p.Self(), "hello"})
			if err != nil || pid.Node() != bob.Self() {
				t.Errorf("got %v, %v", pid, err)
			}
			if got := next[string](t, p); !strings.HasPrefix(got, "hello by") {
				t.Errorf("got %q", got)
			}
			// Not even a process that fails at once escapes its ties.
			pid, err = ada.SpawnLink(t.Context(), p, "bob@b:1", "fail", "linked")
			if e := next[actor.Exit](t, p); err != nil || e.From != pid || e.Reason.Error() != "linked" {
				t.Errorf("got %v, %v", e, err)
			}
			pid, ref, err := ada.SpawnMonitor(t.Context(), p, "bob@b:1", "fail", "watched")
			if d := next[actor.Down](t, p); err != nil || d.PID != pid || d.Ref != ref || d.Reason.Error() != "watched" {
				t.Errorf("got %v, %v", d, err)
			}
		})
		// The other way round: a spawner that ends takes the linked process along.
		var pid actor.PID
		ada.run(t, func(p *actor.Process) {
			var err error
			if pid, err = ada.SpawnLink(t.Context(), p, "bob@b:1", "wait", ""); err != nil {
				t.Error(err)
			}
			p.OnExit(func(error) { ada.sys.Exit(pid, actor.Shutdown) })
		})
		if _, err := bob.sys.Wait(t.Context(), pid); err != nil {
			t.Error(err)
		}
	})
}

// Impossible requests are errors, at once.
func TestSpawnRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ada, bob := pair(t, newMemory())
		defer ada.stop()
		defer bob.stop()
		offers(t, ada, bob)
		for what, c := range map[string]struct {
			node, function string
			args           any
			is             error
			says           string
		}{
			"no such node":           {"cyd@c:1", "wait", "", actor.NoConnection, ""},
			"no such function":       {"bob@b:1", "dance", "", dist.ErrNoFunction, ""},
			"other arguments":        {"bob@b:1", "wait", 7, nil, `"wait" takes string, not int`},
			"arguments that stay":    {"bob@b:1", "wait", make(chan int), nil, "chan int cannot travel"},
			"arguments nobody knows": {"bob@b:1", "wait", struct{ A int }{1}, nil, "not registered"},
		} {
			_, err := ada.Spawn(t.Context(), c.node, c.function, c.args)
			if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("%s: got %v", what, err)
			}
		}
	})
}

// A node runs at most so many processes for one other, and so many for all. One
// that ends makes room, even if the node that it was for is lost.
func TestSpawnedBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		bob := m.start(t, "bob@b:1", func(c *dist.Config) { c.Spawned, c.SpawnedPerPeer = 3, 2 })
		ada, cyd := m.start(t, "ada@a:1"), m.start(t, "cyd@c:1")
		for _, s := range []testNode{bob, ada, cyd} {
			defer s.stop()
		}
		offers(t, bob)
		ada.connect(t, bob)
		cyd.connect(t, bob)
		spawn := func(s testNode, want error) (pid actor.PID) {
			t.Helper()
			pid, err := s.Spawn(t.Context(), "bob@b:1", "wait", "")
			if !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
			return pid
		}
		first := spawn(ada, nil)
		second := spawn(ada, nil)
		spawn(ada, actor.ErrFull)
		spawn(cyd, nil)
		spawn(cyd, actor.ErrFull)
		ada.sys.Exit(first, actor.Kill)
		synctest.Wait()
		spawn(cyd, nil)
		ada.stop() // the second has lost its node, and lives
		synctest.Wait()
		spawn(cyd, actor.ErrFull)
		bob.sys.Exit(second, actor.Kill)
		synctest.Wait()
		spawn(cyd, actor.ErrFull) // which has its two
	})
}

// A node's processes elsewhere count against it even if its connection is another
// one by now: a node that is lost again and again gets no more than others.
func TestSpawnedBeforeTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := pair(t, m, func(c *dist.Config) { c.SpawnedPerPeer = 2 })
		defer ada.stop()
		defer bob.stop()
		offers(t, bob)
		spawn := func() (actor.PID, error) { return ada.Spawn(t.Context(), "bob@b:1", "wait", "") }
		first, err1 := spawn()
		_, err2 := spawn()
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			m.cut()
			time.Sleep(time.Second)
			if _, err := spawn(); !errors.Is(err, actor.ErrFull) {
				t.Errorf("a third one after a cut: got %v", err)
			}
		}
		ada.sys.Exit(first, actor.Kill)
		synctest.Wait()
		if _, err := spawn(); err != nil {
			t.Errorf("when one has ended: got %v", err)
		}
	})
}

// A spawner that no longer waits leaves nothing behind (S45).
func TestSpawnForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ada, bob := pair(t, m)
		defer ada.stop()
		defer bob.stop()
		offers(t, ada, bob)
		before := bob.sys.Count()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		ada.run(t, func(p *actor.Process) {
			if _, err := ada.SpawnLink(ctx, p, "bob@b:1", "wait", ""); err == nil {
				t.Error("spawned without time to")
			}
			p.Sleep(time.Second)
		})
		if now := bob.sys.Count(); now != before {
			t.Errorf("%d processes on bob, want %d", now, before)
		}
		m.freeze()
		if _, err := ada.Spawn(t.Context(), "bob@b:1", "wait", ""); !errors.Is(err, actor.NoConnection) {
			t.Errorf("got %v, want noconnection", err)
		}
	})
}
