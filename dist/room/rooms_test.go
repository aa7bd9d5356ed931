package room_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/room"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// inCluster runs f with a cluster in virtual time.
func inCluster(t *testing.T, hosts []string, f func(t *testing.T, network *disttest.Network, nodes []testNode)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network := disttest.New(1, disttest.Line{Delay: 5 * time.Millisecond, Jitter: 5 * time.Millisecond})
		f(t, network, cluster(t, network, hosts...))
	})
}

// finds checks the members of a room, on every node.
func finds(t *testing.T, nodes []testNode, room string, want ...actor.PID) {
	t.Helper()
	time.Sleep(time.Second) // virtual: what was said has arrived
	slices.SortFunc(want, byNodeAndID)
	for _, s := range nodes {
		if got := s.members(room); !slices.Equal(got, want) {
			t.Errorf("%v finds %v, want %v", s.Self().Name, got, want)
		}
		if n := s.Rooms().Size(room); n != len(want) {
			t.Errorf("%v finds %d, want %d", s.Self().Name, n, len(want))
		}
	}
}

// A broadcast reaches each member once, wherever it is, except the excepted one.
func TestBroadcast(t *testing.T) {
	inCluster(t, []string{"a", "b", "c"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		var probes []*actortest.Probe
		for _, s := range slices.Concat(nodes, nodes) {
			p := actortest.NewProbe(t, s.sys)
			s.join(t, "lobby", p.PID())
			s.join(t, "lobby", p.PID())
			probes = append(probes, p)
		}
		outside := actortest.NewProbe(t, nodes[1].sys)
		time.Sleep(time.Second)
		for _, except := range []actor.PID{{}, probes[0].PID(), probes[1].PID()} {
			for n, s := range nodes {
				if err := s.Rooms().BroadcastExcept(s.sys, "lobby", except, n); err != nil {
					t.Error(err)
				}
				for _, p := range probes {
					if p.PID() == except {
						p.ExpectNothing()
					} else if got := actortest.Expect[int](p); got != n {
						t.Errorf("got %v, want %v", got, n)
					}
				}
			}
		}
		for _, p := range append(probes, outside) {
			p.ExpectNothing()
		}
	})
}

// A member goes when it leaves, when it exits, and with its node.
func TestMembersGo(t *testing.T) {
	inCluster(t, []string{"a", "b", "c"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		var pids []actor.PID
		for _, s := range slices.Concat(nodes, nodes) {
			pid := actortest.NewProbe(t, s.sys).PID()
			s.join(t, "lobby", pid)
			s.join(t, "bar", pid)
			pids = append(pids, pid)
		}
		finds(t, nodes, "lobby", slices.Clone(pids)...)
		nodes[0].Rooms().Leave("lobby", pids[0])
		nodes[1].sys.Exit(pids[1], actor.Kill)
		finds(t, nodes, "lobby", slices.Clone(pids[2:])...)
		finds(t, nodes, "bar", slices.Concat(pids[:1], pids[2:])...)

		network.Partition([]string{"a", "b"}, []string{"c"})
		time.Sleep(10 * time.Second)
		finds(t, nodes[:2], "lobby", pids[3], pids[4])
		finds(t, nodes[2:], "lobby", pids[2], pids[5])
		network.Heal()
		time.Sleep(10 * time.Second)
		finds(t, nodes, "lobby", slices.Clone(pids[2:])...)
	})
}

// A node that connects knows all rooms when Connect returns, and before node-up
// is announced.
func TestJoinerKnowsRooms(t *testing.T) {
	inCluster(t, []string{"a"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		const members = 10_000 // too many for one frame
		for range members {
			nodes[0].join(t, "lobby", nodes[0].sys.Spawn(func(p *actor.Process) error { p.Receive(); return nil }))
		}
		bob := start(t, "node@b:1", on(network, "b"))
		atUp := make(chan int, 1)
		bob.Monitor(bob.sys.Spawn(func(p *actor.Process) error {
			p.Receive()
			atUp <- len(bob.members("lobby"))
			return nil
		}), "")
		connect(t, bob, nodes[0])
		if got := len(bob.members("lobby")); got != members {
			t.Errorf("%d members when Connect returned", got)
		}
		if got := <-atUp; got != members {
			t.Errorf("%d members when node-up was told", got)
		}
	})
}

// Join reports what is wrong.
func TestJoinRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := disttest.New(1, disttest.Line{})
		small := func(c *dist.Config) { c.Rooms = 3 * (len("lobby") + 16) }
		ada := start(t, "node@a:1", on(network, "a"), small)
		bob := start(t, "node@b:1", on(network, "b"))
		one, far := actortest.NewProbe(t, ada.sys).PID(), actortest.NewProbe(t, bob.sys).PID()
		gone := ada.sys.Spawn(func(*actor.Process) error { return nil })
		ada.sys.Wait(context.Background(), gone)
		for _, name := range []string{"", strings.Repeat("x", room.MaxName+1)} {
			if err := ada.Rooms().Join(name, one); err == nil {
				t.Errorf("a name of %d bytes is taken", len(name))
			}
		}
		if err := ada.Rooms().Join("lobby", far); !errors.Is(err, room.ErrElsewhere) {
			t.Errorf("another node's: %v", err)
		}
		if err := ada.Rooms().Join("lobby", gone); !errors.Is(err, actor.NoProc) {
			t.Errorf("one that is gone: %v", err)
		}
		ada.join(t, "lobby", one)
		ada.join(t, "lobbx", one)
		ada.join(t, "lobbz", one)
		ada.join(t, "lobby", one)
		if err := ada.Rooms().Join("full!", one); !errors.Is(err, room.ErrFull) {
			t.Errorf("too many: %v", err)
		}
		ada.Rooms().Leave("lobby", one)
		ada.join(t, "space", one)
	})
}

// A hidden node takes no part: it finds only its own members, and its own are
// found by no other node.
func TestHidden(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		eve := start(t, "node@e:1", on(network, "e"), func(c *dist.Config) { c.Hidden = true })
		connect(t, eve, nodes[0])
		spy, guest := actortest.NewProbe(t, eve.sys), actortest.NewProbe(t, nodes[0].sys)
		eve.join(t, "lobby", spy.PID())
		nodes[0].join(t, "lobby", guest.PID())
		finds(t, nodes, "lobby", guest.PID())
		finds(t, []testNode{eve}, "lobby", spy.PID())
		if err := nodes[1].Rooms().Broadcast(nodes[1].sys, "lobby", "psst"); err != nil {
			t.Error(err)
		}
		actortest.Expect[string](guest)
		spy.ExpectNothing()
	})
}

// A message that can't travel, and a node with a full queue, are reported to the
// sender; the others get the message.
func TestBroadcastRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := disttest.New(1, disttest.Line{})
		ada := start(t, "node@a:1", on(network, "a"), func(c *dist.Config) {
			c.Queue, c.Heartbeat, c.WriteTimeout = 64<<10, time.Hour, time.Hour
		})
		bob, cyd := start(t, "node@b:1", on(network, "b")), start(t, "node@c:1", on(network, "c"))
		connect(t, ada, bob)
		connect(t, ada, cyd)
		near, far := actortest.NewProbe(t, ada.sys), actortest.NewProbe(t, bob.sys)
		ada.join(t, "lobby", near.PID())
		bob.join(t, "lobby", far.PID())
		cyd.join(t, "lobby", cyd.sys.Spawn(func(p *actor.Process) error { p.Sleep(time.Hour); return nil }))
		time.Sleep(time.Second)
		if err := ada.Rooms().Broadcast(ada.sys, "lobby", make(chan int)); err == nil {
			t.Error("a channel travels")
		}
		actortest.Expect[chan int](near)
		far.ExpectNothing()

		network.Cut("a", "c")
		busy := 0
		for range 100 {
			err := ada.Rooms().Broadcast(ada.sys, "lobby", make([]byte, 16<<10))
			if errors.Is(err, dist.ErrBusy) {
				busy++
			} else if err != nil {
				t.Error(err)
			}
			actortest.Expect[[]byte](near)
			actortest.Expect[[]byte](far)
		}
		refused := uint64(0)
		for _, s := range ada.Stats() {
			refused += s.Refused
		}
		if busy == 0 || refused != uint64(busy) {
			t.Errorf("%d busy, %d refused", busy, refused)
		}
	})
}
