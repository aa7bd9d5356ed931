package room_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// tally counts how often it is encoded.
type tally struct{ encoded *atomic.Int64 }

func (v tally) AppendBinary(b []byte) ([]byte, error) {
	v.encoded.Add(1)
	return b, nil
}

func (*tally) UnmarshalBinary([]byte) error { return nil }

// A broadcast is encoded once, however many nodes it goes to; a node that does
// not know its type misses it, and no other does.
func TestEncodedOnce(t *testing.T) {
	inCluster(t, []string{"a", "b", "c", "d"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		var probes []*actortest.Probe
		for i, s := range nodes {
			if i < 3 {
				if err := dist.Register[tally](s.Node, "test.tally"); err != nil {
					t.Fatal(err)
				}
			}
			probes = append(probes, actortest.NewProbe(t, s.sys))
			s.join(t, "lobby", probes[i].PID())
		}
		time.Sleep(time.Second)
		var encoded atomic.Int64
		err := nodes[0].Rooms().Broadcast(nodes[0].sys, "lobby", tally{&encoded})
		if err == nil || strings.Count(err.Error(), "broadcast to") != 1 || !strings.Contains(err.Error(), "node@d:1") {
			t.Errorf("got %v, want d's alone", err)
		}
		for _, p := range probes[:3] {
			actortest.Expect[tally](p)
		}
		probes[3].ExpectNothing()
		if n := encoded.Load(); n != 1 {
			t.Errorf("encoded %d times", n)
		}
	})
}
