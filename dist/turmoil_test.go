package dist_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Four nodes do everything to each other, at once: connect, disconnect, send,
// broadcast, spawn, register; lines are cut and reset, and nodes leave and start
// again under their names. When it is over they are one cluster, with the rooms
// and names of living processes, and nothing is left between any two.
//
// MESH_SEED=7 replays one seed; MESH_SCALE=10 runs ten times as many.
func TestTurmoil(t *testing.T) {
	first, count := uint64(1), uint64(4)
	if s, err := strconv.ParseUint(os.Getenv("MESH_SEED"), 10, 64); err == nil {
		first, count = s, 1
	} else if scale, err := strconv.ParseUint(os.Getenv("MESH_SCALE"), 10, 64); err == nil {
		count *= scale
	}
	for seed := first; seed < first+count; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newTurmoil(t, seed).run() })
		})
	}
}

type turmoil struct {
	*testing.T
	network *disttest.Network
	hosts   []string
	seed    uint64

	mu    sync.Mutex // guards nodes
	nodes []testNode
}

func newTurmoil(t *testing.T, seed uint64) *turmoil {
	u := &turmoil{
		T: t, seed: seed, hosts: []string{"a", "b", "c", "d"},
		network: disttest.New(seed, disttest.Line{Delay: 3 * time.Millisecond, Jitter: 5 * time.Millisecond}),
	}
	for n := range u.hosts {
		u.nodes = append(u.nodes, u.start(n))
	}
	return u
}

func (u *turmoil) start(n int) testNode {
	s := (*memory)(nil).start(u, "node@"+u.hosts[n]+":1", func(c *dist.Config) {
		c.Transport = u.network.Host(u.hosts[n])
		c.Heartbeat, c.HeartbeatTimeout, c.Backoff = time.Second, time.Second, time.Second
		for _, host := range u.hosts {
			c.Peers = append(c.Peers, "node@"+host+":1")
		}
	})
	err := dist.Offer(s.Node, "wait", func(p *actor.Process, d time.Duration) error {
		s.Rooms().Join("lobby", p.Self())
		p.Sleep(d)
		return nil
	})
	if err != nil {
		u.Fatal(err)
	}
	return s
}

func (u *turmoil) nodeOf(n int) testNode {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.nodes[n]
}

// restart makes a node leave, and start again at once.
func (u *turmoil) restart(n int) {
	u.nodeOf(n).stop()
	s := u.start(n)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.nodes[n] = s
}

func (u *turmoil) run() {
	var all sync.WaitGroup
	for n := range u.hosts {
		for hand := range 3 {
			chance := rand.New(rand.NewPCG(u.seed, uint64(10*n+hand)))
			all.Go(func() {
				for range 60 {
					u.step(n, hand, chance)
					time.Sleep(time.Duration(chance.IntN(300)) * time.Millisecond)
				}
			})
		}
	}
	all.Wait()
	u.network.Heal()
	for n := range u.nodes {
		u.restart(n) // since a Disconnect is final
	}
	time.Sleep(5 * time.Minute)
	u.over()
	for _, s := range u.nodes {
		s.stop()
	}
}

// step does something at random. One of each node's three goroutines restarts it.
func (u *turmoil) step(n, hand int, chance *rand.Rand) {
	soon := func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.Background(), time.Second)
	}
	s, o := u.nodeOf(n), chance.IntN(len(u.hosts))
	other, name := "node@"+u.hosts[o]+":1", fmt.Sprint("name ", chance.IntN(3))
	switch chance.IntN(10) {
	case 0:
		ctx, cancel := soon()
		defer cancel()
		s.Connect(ctx, other)
	case 1:
		s.Disconnect(other)
	case 2, 3:
		s.Rooms().Broadcast(s.sys, "lobby", make([]byte, chance.IntN(200_000)))
	case 4, 5:
		s.sys.Spawn(func(p *actor.Process) error {
			ctx, cancel := soon()
			defer cancel()
			_, err := s.SpawnLink(ctx, p, other, "wait", 2*time.Second)
			p.ReceiveTimeout(time.Second)
			return err
		})
	case 6:
		s.sys.Spawn(func(p *actor.Process) error {
			ctx, cancel := soon()
			defer cancel()
			s.Global().Register(ctx, name, p.Self())
			s.Rooms().Join("lobby", p.Self())
			p.Sleep(5 * time.Second)
			return nil
		})
	case 7:
		if n != o {
			u.network.Cut(u.hosts[n], u.hosts[o])
		}
	case 8:
		u.network.Heal()
	case 9:
		if hand == 0 && chance.IntN(4) == 0 {
			u.restart(n)
		} else if n != o {
			u.network.Reset(u.hosts[n], u.hosts[o])
		}
	}
}

// over checks that everything is as if nothing had happened.
func (u *turmoil) over() {
	var pids []actor.PID
	for _, s := range u.nodes {
		pid := s.sys.Spawn(func(p *actor.Process) error { p.Sleep(time.Hour); return nil })
		if err := s.Rooms().Join("lobby", pid); err != nil {
			u.Error(err)
		}
		if err := s.Global().Register(u.Context(), s.Self().Name, pid); err != nil {
			u.Error(err)
		}
		pids = append(pids, pid)
	}
	time.Sleep(time.Second)
	for _, s := range u.nodes {
		if n := len(s.List()); n != len(u.hosts)-1 {
			u.Errorf("%v is connected to %v", s.Self().Name, s.List())
		}
		members := 0
		for range s.Rooms().Members("lobby") {
			members++
		}
		if members != len(pids) {
			u.Errorf("%v finds %d in the lobby, want %d", s.Self().Name, members, len(pids))
		}
		for i, o := range u.nodes {
			if pid, _ := s.Global().Whereis(o.Self().Name); pid != pids[i] {
				u.Errorf("%v finds %v by the name of %v", s.Self().Name, pid, o.Self().Name)
			}
		}
		for _, p := range s.Stats() {
			if p.Ties+p.Spawned+p.Queued > 0 {
				u.Errorf("%v and %v: %+v is left", s.Self().Name, p.Node.Name, p)
			}
		}
	}
}

// A cluster goes from one cookie to the next, a node at a time, and is never parted.
func TestCookieRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		old, next := cookie(t, secret)[0], cookie(t, secret+", the next")[0]
		names := []string{"ada@a:1", "bob@b:1", "cyd@c:1"}
		nodes := make(map[string]testNode)
		start := func(name string, cookies ...int) {
			if s, runs := nodes[name]; runs {
				s.stop()
			}
			nodes[name] = m.start(t, name, func(c *dist.Config) {
				c.Cookies, c.Peers = nil, names
				for _, n := range cookies {
					c.Cookies = append(c.Cookies, old)
					if n == 2 {
						c.Cookies[len(c.Cookies)-1] = next
					}
				}
			})
		}
		for round, cookies := range [][]int{{1}, {1, 2}, {2, 1}, {2}} {
			for _, name := range names {
				start(name, cookies...)
				time.Sleep(time.Minute)
				for _, s := range nodes {
					if n := len(s.List()); n != len(nodes)-1 {
						t.Errorf("round %d: as %s has started, %s is connected to %v", round, name, s.Self().Name, s.List())
					}
				}
			}
		}
		stale := m.start(t, "dan@d:1")
		if err := stale.Connect(t.Context(), names[0]); err == nil {
			t.Error("the old cookie is still good")
		}
		stale.stop()
		for _, s := range nodes {
			s.stop()
		}
	})
}

// The second of two nodes with one name is refused by all that know the first,
// and gets in when that is gone.
func TestOneName(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		impostor := (*memory)(nil).start(t, "node@a:1", func(c *dist.Config) {
			c.Transport, c.Listen = network.Host("x"), "x:1"
			c.Heartbeat, c.HeartbeatTimeout, c.Backoff = time.Second, time.Second, time.Second
		})
		t.Cleanup(impostor.stop)
		for range 5 {
			if err := impostor.Connect(t.Context(), "node@b:1"); err == nil {
				t.Fatal("there are two of one name")
			}
			time.Sleep(5 * time.Second)
		}
		if got := nodes[1].List(); len(got) != 1 || got[0] != nodes[0].Self() {
			t.Errorf("connected to %v", got)
		}
		nodes[0].stop()
		impostor.connect(t, nodes[1])
		time.Sleep(time.Second) // for the other end
		if _, err := nodes[1].sys.Call(t.Context(), actor.NewPID(nodes[0].Self(), 1), 1); !errors.Is(err, actor.NoProc) {
			t.Errorf("call of the first: %v", err)
		}
	})
}
