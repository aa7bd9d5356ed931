package room_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/room"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// Killing every process on a node also kills the one that removes the dead from
// their rooms: it comes back, and has missed nobody.
func TestAllAreKilled(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		a := nodes[0]
		stays, dies := actortest.NewProbe(t, a.sys).PID(), actortest.NewProbe(t, a.sys).PID()
		a.join(t, "lobby", stays)
		a.join(t, "lobby", dies)
		finds(t, nodes, "lobby", stays, dies)
		for range 3 {
			for pid := range a.sys.Processes() {
				if pid != stays {
					a.sys.Exit(pid, actor.Kill)
				}
			}
			finds(t, nodes, "lobby", stays)
			joins := actortest.NewProbe(t, a.sys).PID()
			a.join(t, "lobby", joins)
			finds(t, nodes, "lobby", stays, joins)
		}
		a.sys.Exit(stays, actor.Kill)
		time.Sleep(time.Second)
	})
}

// A node that leaves has no rooms and no process for them; its peers hear that it
// left, and no more.
func TestLeaveClosesRooms(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, _ *disttest.Network, nodes []testNode) {
		a, b := nodes[0], nodes[1]
		pid, other := actortest.NewProbe(t, a.sys).PID(), actortest.NewProbe(t, b.sys).PID()
		a.join(t, "lobby", pid)
		b.join(t, "lobby", other)
		finds(t, nodes, "lobby", pid, other)
		if err := a.Leave(t.Context()); err != nil {
			t.Error(err)
		}
		finds(t, nodes[:1], "lobby")
		finds(t, nodes[1:], "lobby", other)
		if err := a.Rooms().Join("lobby", pid); !errors.Is(err, room.ErrClosed) {
			t.Errorf("join: %v", err)
		}
		if left := slices.Collect(a.sys.Processes()); !slices.Equal(left, []actor.PID{pid}) {
			t.Errorf("there are %v, want %v alone", left, pid)
		}
	})
}
