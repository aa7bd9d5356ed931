package prom_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/prom"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// start starts a node on a network in memory. Its name contains its host's.
func start(ctx context.Context, network *disttest.Network, host string) (*dist.Node, *actor.System, error) {
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	sys := actor.NewSystem(actor.Config{Node: host + "@" + host + ":1", Logger: quiet})
	cookie, err := wire.NewCookie("a secret of thirty-two bytes or so")
	if err != nil {
		return nil, nil, err
	}
	node, err := dist.Start(ctx, sys, dist.Config{Cookies: []wire.Cookie{cookie}, Transport: network.Host(host), Logger: quiet})
	return node, sys, err
}

// A scrape reports a peer while it is connected, keeps its counts when it is
// lost, and omits it when it has left.
func TestCollect(t *testing.T) {
	network := disttest.New(1, disttest.Line{})
	ada, adaSys, err := start(t.Context(), network, "ada")
	if err != nil {
		t.Fatal(err)
	}
	bob, bobSys, err := start(t.Context(), network, "bob")
	if err != nil {
		t.Fatal(err)
	}
	c := prom.Collect(ada)
	if n := testutil.CollectAndCount(c); n != 0 {
		t.Errorf("%d metrics of no peer", n)
	}
	if err := ada.Connect(t.Context(), bob.Self().Name); err != nil {
		t.Fatal(err)
	}
	if problems, err := testutil.CollectAndLint(c); err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
	state := func(up int) string {
		return fmt.Sprintf(`
			# HELP dist_peer_connections_total Connections to the peer that came up.
			# TYPE dist_peer_connections_total counter
			dist_peer_connections_total{node="ada@ada:1",peer="bob@bob:1"} 1
			# HELP dist_peer_refused_total Times a message found the queue full.
			# TYPE dist_peer_refused_total counter
			dist_peer_refused_total{node="ada@ada:1",peer="bob@bob:1"} 0
			# HELP dist_peer_up Whether the peer is connected.
			# TYPE dist_peer_up gauge
			dist_peer_up{node="ada@ada:1",peer="bob@bob:1"} %d
		`, up)
	}
	names := []string{"dist_peer_connections_total", "dist_peer_refused_total", "dist_peer_up"}
	if err := testutil.CollectAndCompare(c, strings.NewReader(state(1)), names...); err != nil {
		t.Error(err)
	}
	eve, eveSys, err := start(t.Context(), network, "eve")
	if err != nil {
		t.Fatal(err)
	}
	if err := ada.Connect(t.Context(), eve.Self().Name); err != nil {
		t.Fatal(err)
	}
	one := testutil.CollectAndCount(c) / 2
	eve.Leave(t.Context())
	eveSys.Stop(t.Context())
	for testutil.CollectAndCount(c) != one { // until ada has read it
		runtime.Gosched()
	}
	network.Partition([]string{"ada"}, []string{"bob"})
	network.Reset("ada", "bob")
	for len(ada.List()) > 0 {
		runtime.Gosched()
	}
	bob.Leave(t.Context())
	bobSys.Stop(t.Context())
	ada.Leave(t.Context()) // waits for what follows from that
	adaSys.Stop(t.Context())
	if err := testutil.CollectAndCompare(c, strings.NewReader(state(0)), names...); err != nil {
		t.Error(err)
	}
}

func Example() {
	node, sys, err := start(context.Background(), disttest.New(1, disttest.Line{}), "ada")
	if err != nil {
		panic(err)
	}
	defer sys.Stop(context.Background())
	defer node.Leave(context.Background())
	registry := prometheus.NewRegistry()
	fmt.Println(registry.Register(prom.Collect(node)))
	// Output: <nil>
}
