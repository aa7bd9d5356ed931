package observe_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var quiet = slog.New(slog.DiscardHandler)

// A testNode is a node with its system, and perhaps an observer.
type testNode struct {
	*dist.Node
	sys *actor.System
}

func (s testNode) node() *dist.Node { return s.Node }

// A testCluster is a network in memory, with nodes that are all connected.
type testCluster struct {
	*testing.T
	network *disttest.Network
	nodes   []testNode
}

// inCluster runs f in virtual time, with a node on each host.
func inCluster(t *testing.T, hosts []string, f func(t *testing.T, w *testCluster)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &testCluster{t, disttest.New(1, disttest.Line{Delay: 5 * time.Millisecond}), nil}
		for _, host := range hosts {
			w.build(host)
		}
		time.Sleep(time.Second) // virtual: all know that all are connected
		f(t, w)
	})
}

// build starts a node and connects it with the others.
func (w *testCluster) build(host string, change ...func(*dist.Config)) testNode {
	w.Helper()
	sys := actor.NewSystem(actor.Config{Node: "node@" + host + ":1", Logger: quiet})
	config := dist.Config{
		Cookies: cookies(w.T, secret), Transport: w.network.Host(host), Logger: quiet,
		Heartbeat: time.Second, HeartbeatTimeout: time.Second,
	}
	for _, f := range change {
		f(&config)
	}
	node, err := dist.Start(w.Context(), sys, config)
	if err != nil {
		w.Fatal(err)
	}
	s := testNode{node, sys}
	w.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		node.Leave(ctx)
		sys.Stop(ctx)
	})
	for _, other := range w.nodes {
		if err := node.Connect(w.Context(), other.Self().Name); err != nil {
			w.Fatal(err)
		}
	}
	w.nodes = append(w.nodes, s)
	return s
}

// observed starts observers on all nodes.
func (w *testCluster) observed() {
	w.Helper()
	for _, s := range w.nodes {
		start(w.T, s.sys, observe.Config{Node: s.node, Version: "1.0"})
	}
}

// attach attaches an observer from a host of its own.
func (w *testCluster) attach(to testNode, change ...func(*observe.Attachment)) (*observe.Observer, error) {
	a := observe.Attachment{To: to.Self().Name, Cookies: cookies(w.T, secret), Dial: w.network.Host("observer").Dial}
	for _, f := range change {
		f(&a)
	}
	return observe.Attach(w.Context(), a)
}

func start(t testing.TB, sys *actor.System, c observe.Config) {
	t.Helper()
	if _, err := actor.Start(t.Context(), sys, observe.Run(c)); err != nil {
		t.Fatal(err)
	}
}

// alone returns a system without a node, with an observer.
func alone(t testing.TB, c observe.Config) (*actor.System, observe.Client) {
	t.Helper()
	sys := actor.NewSystem(actor.Config{Logger: quiet})
	t.Cleanup(func() {
		if err := sys.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	start(t, sys, c)
	return sys, observe.Of(sys)
}

const secret = "a secret of thirty-two bytes or so"

func cookies(t testing.TB, secret string) []wire.Cookie {
	t.Helper()
	c, err := wire.NewCookie(secret)
	if err != nil {
		t.Fatal(err)
	}
	return []wire.Cookie{c}
}

// waits is a process that does nothing until it is told to exit, or receives an error.
func waits(p *actor.Process) error {
	for {
		if err, ok := p.Receive().(error); ok {
			return err
		}
	}
}
