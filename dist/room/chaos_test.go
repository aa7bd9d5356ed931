package room_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Nodes go through everything at once: processes come, go and are killed, all
// broadcast, lines are cut in one direction and in both, and connections reset.
// No member gets a broadcast twice, or out of its sender's order; and when all
// lines are whole again, all nodes find exactly the living members, and reach
// each once.
//
// MESH_SEED=7 replays one seed; MESH_SCALE=10 runs ten times as many.
func TestChaos(t *testing.T) {
	first, count := uint64(1), uint64(12)
	if s, err := strconv.ParseUint(os.Getenv("MESH_SEED"), 10, 64); err == nil {
		first, count = s, 1
	} else if scale, err := strconv.ParseUint(os.Getenv("MESH_SCALE"), 10, 64); err == nil {
		count *= scale
	}
	for seed := first; seed < first+count; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newStorm(t, seed).run() })
		})
	}
}

// A post is a broadcast: its node, and its number among that node's.
func post(node, number int) uint64 { return uint64(node)<<32 | uint64(number) }

type storm struct {
	*testing.T
	chance  *rand.Rand
	hosts   []string
	network *disttest.Network
	nodes   []testNode
	members map[string][]actor.PID // the members expected in each room
	posts   []int                  // by each node

	mu    sync.Mutex
	heard map[actor.PID][]uint64
}

func newStorm(t *testing.T, seed uint64) *storm {
	hosts := []string{"a", "b", "c", "d"}
	network := disttest.New(seed, disttest.Line{Delay: 5 * time.Millisecond, Jitter: 20 * time.Millisecond})
	return &storm{
		T: t, chance: rand.New(rand.NewPCG(seed, 0)), hosts: hosts, network: network,
		nodes:   cluster(t, network, hosts...),
		members: make(map[string][]actor.PID), posts: make([]int, len(hosts)),
		heard: make(map[actor.PID][]uint64),
	}
}

func (s *storm) run() {
	for range 150 {
		s.step()
		time.Sleep(time.Duration(s.chance.IntN(400)) * time.Millisecond)
	}
	s.network.Heal()
	time.Sleep(time.Minute) // virtual
	s.agree()
	s.each()
}

func (s *storm) step() {
	n, room := s.chance.IntN(len(s.nodes)), fmt.Sprint("room ", s.chance.IntN(3))
	here, other := s.nodes[n], s.hosts[s.chance.IntN(len(s.hosts))]
	switch s.chance.IntN(12) {
	case 0, 1, 2:
		pid := here.sys.Spawn(s.listen)
		here.join(s, room, pid)
		s.members[room] = append(s.members[room], pid)
	case 3:
		if pid, ok := s.anyone(room); ok {
			for _, node := range s.nodes { // only its own node does it
				node.Rooms().Leave(room, pid)
			}
			s.forget(room, pid)
		}
	case 4:
		if pid, ok := s.anyone(room); ok {
			s.of(pid).sys.Exit(pid, actor.Kill)
			for r := range s.members {
				s.forget(r, pid)
			}
		}
	case 5, 6, 7, 8:
		s.posts[n]++
		here.Rooms().Broadcast(here.sys, room, post(n, s.posts[n]))
	case 9:
		if s.hosts[n] != other {
			s.network.Cut(s.hosts[n], other)
		}
	case 10:
		if s.hosts[n] != other {
			s.network.Reset(s.hosts[n], other)
		}
	case 11:
		s.network.Heal()
	}
}

func (s *storm) of(pid actor.PID) testNode {
	return s.nodes[slices.IndexFunc(s.nodes, func(o testNode) bool { return o.Self() == pid.Node() })]
}

func (s *storm) anyone(room string) (actor.PID, bool) {
	if len(s.members[room]) == 0 {
		return actor.PID{}, false
	}
	return s.members[room][s.chance.IntN(len(s.members[room]))], true
}

func (s *storm) forget(room string, pid actor.PID) {
	s.members[room] = slices.DeleteFunc(s.members[room], func(p actor.PID) bool { return p == pid })
}

// listen is a member that records what it hears.
func (s *storm) listen(p *actor.Process) error {
	for {
		said := p.Receive().(uint64)
		s.mu.Lock()
		s.heard[p.Self()] = append(s.heard[p.Self()], said)
		s.mu.Unlock()
	}
}

// agree checks that all nodes find the living members, and no zombies; and that
// no member heard anything twice or out of order.
func (s *storm) agree() {
	for room, want := range s.members {
		slices.SortFunc(want, byNodeAndID)
		for _, node := range s.nodes {
			if got := node.members(room); !slices.Equal(got, want) {
				s.Errorf("%v finds %v in %q, want %v", node.Self().Name, got, room, want)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for pid, heard := range s.heard {
		last := make(map[uint64]uint64)
		for _, said := range heard {
			if node := said >> 32; said <= last[node] {
				s.Errorf("%v heard post %d of node %d after %d", pid, said&(1<<32-1), node, last[node]&(1<<32-1))
			} else {
				last[node] = said
			}
		}
	}
}

// each checks that a broadcast reaches every member once, now that nothing
// interferes.
func (s *storm) each() {
	for room, members := range s.members {
		for n, node := range s.nodes {
			s.posts[n]++
			if err := node.Rooms().Broadcast(node.sys, room, post(n, s.posts[n])); err != nil {
				s.Error(err)
			}
			time.Sleep(time.Second)
			s.mu.Lock()
			for _, pid := range members {
				if heard := s.heard[pid]; len(heard) == 0 || heard[len(heard)-1] != post(n, s.posts[n]) {
					s.Errorf("%v did not hear the last word of %v in %q", pid, node.Self().Name, room)
				}
			}
			s.mu.Unlock()
		}
	}
	s.agree()
}
