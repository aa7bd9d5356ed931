package room_test

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A testNode is a node with its system.
type testNode struct {
	*dist.Node
	sys *actor.System
}

// start starts a node that stops with the test.
func start(t testing.TB, name string, change ...func(*dist.Config)) testNode {
	t.Helper()
	cookie, err := wire.NewCookie("a secret of thirty-two bytes or so")
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	config := dist.Config{Cookies: []wire.Cookie{cookie}, Logger: quiet}
	for _, f := range change {
		f(&config)
	}
	sys := actor.NewSystem(actor.Config{Node: name, Logger: quiet})
	n, err := dist.Start(t.Context(), sys, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		n.Leave(ctx)
		sys.Stop(ctx)
	})
	return testNode{n, sys}
}

// on puts a node on a host, and makes it notice lost nodes soon.
func on(network *disttest.Network, host string) func(*dist.Config) {
	return func(c *dist.Config) {
		c.Transport = network.Host(host)
		c.Heartbeat, c.HeartbeatTimeout, c.Backoff = time.Second, time.Second, time.Second
	}
}

// cluster starts nodes that are all connected, each on a host of its own.
func cluster(t *testing.T, network *disttest.Network, hosts ...string) (nodes []testNode) {
	t.Helper()
	for _, host := range hosts {
		s := start(t, "node@"+host+":1", on(network, host))
		for _, other := range nodes {
			connect(t, s, other)
			connect(t, other, s)
		}
		nodes = append(nodes, s)
	}
	return nodes
}

func connect(t testing.TB, from, to testNode) {
	t.Helper()
	if err := from.Connect(t.Context(), to.Self().Name); err != nil {
		t.Fatal(err)
	}
}

// join puts a process into a room, through its own node.
func (s testNode) join(t testing.TB, room string, pid actor.PID) {
	t.Helper()
	if err := s.Rooms().Join(room, pid); err != nil {
		t.Fatal(err)
	}
}

// members returns the members that a node finds in a room, sorted.
func (s testNode) members(room string) []actor.PID {
	return slices.SortedFunc(s.Rooms().Members(room), byNodeAndID)
}

func byNodeAndID(a, b actor.PID) int {
	return cmp.Or(cmp.Compare(a.Node().Name, b.Node().Name), cmp.Compare(a.ID(), b.ID()))
}
