package app

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A hiddenObserver is a hidden node with a connection to each of the others, so
// that it can query each while those can't reach each other.
type hiddenObserver struct {
	sys    *actor.System
	node   *dist.Node
	client observe.Client
}

func newHiddenObserver(t *testing.T, host string, nodes []string) *hiddenObserver {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	sys := actor.NewSystem(actor.Config{Node: fmt.Sprintf("observer@%s:%d", host, freePort(t)), Logger: quiet})
	config, err := Cluster{Cookies: []mesher.Secret{testCookie}}.node(quiet)
	if err != nil {
		t.Fatal(err)
	}
	config.Hidden, config.Logger = true, quiet
	node, err := dist.Start(t.Context(), sys, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		node.Leave(ctx)
		sys.Stop(ctx)
	})
	if _, err := actor.Start(t.Context(), sys, observe.Run(observe.Config{Node: func() *dist.Node { return node }})); err != nil {
		t.Fatal(err)
	}
	for _, name := range nodes {
		if err := node.Connect(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	return &hiddenObserver{sys, node, observe.Of(sys)}
}

// A nodeView is what one node believes about the cluster.
type nodeView struct {
	peers  []string             // sorted
	names  map[string]actor.PID // of the whole cluster
	duties []string             // that it does itself
}

func (o *hiddenObserver) at(ctx context.Context, node string) (nodeView, error) {
	about, err := o.client.Node(ctx, node)
	if err != nil {
		return nodeView{}, err
	}
	names, err := o.client.GlobalNames(ctx, node, observe.Page{})
	if err != nil {
		return nodeView{}, err
	}
	seen := nodeView{peers: about.Peers, names: map[string]actor.PID{}, duties: dutiesOf(observe.Report{Node: about})}
	slices.Sort(seen.peers)
	for _, n := range names.Items {
		seen.names[n.Name] = n.PID
	}
	return seen, nil
}

// disagreement says what keeps the nodes of one side of a partition from being a
// cluster of their own: each has to be connected to all others of its side and to
// no other, and all have to find the same processes by the same names. It is
// empty if they agree.
func (o *hiddenObserver) disagreement(ctx context.Context, part []string) string {
	var first nodeView
	for i, node := range part {
		seen, err := o.at(ctx, node)
		if err != nil {
			return err.Error()
		}
		others := slices.DeleteFunc(slices.Clone(part), func(name string) bool { return name == node })
		slices.Sort(others)
		if !slices.Equal(seen.peers, others) {
			return fmt.Sprintf("%s is connected to %v", node, seen.peers)
		}
		if i == 0 {
			first = seen
		}
		if !maps.Equal(seen.names, first.names) {
			return fmt.Sprintf("%s finds %v, %s finds %v", part[0], first.names, node, seen.names)
		}
		if own := seen.names[ingest.RegistryOf(node)]; own.Node().Name != node {
			return fmt.Sprintf("the registry of %s is %v", node, own)
		}
	}
	if holder := first.names[ingest.Registry]; len(first.names) != len(part)+1 || !slices.Contains(part, holder.Node().Name) {
		return fmt.Sprintf("%v find %v", part, first.names)
	}
	return ""
}

// doing returns the node that does a duty, empty if none does; the test fails if
// two do.
func (o *hiddenObserver) doing(t *testing.T, nodes []string, duty string) (who string) {
	t.Helper()
	does := func(node string) bool {
		seen, err := o.at(t.Context(), node)
		return err == nil && slices.Contains(seen.duties, duty)
	}
	for _, node := range nodes {
		if !does(node) {
			continue
		}
		if who != "" && does(who) { // it did not hand over in between
			t.Errorf("%s and %s both are at the duty %s", who, node, duty)
		}
		who = node
	}
	return who
}

// kill ends a process of a node by its name there, as a crash would.
func (o *hiddenObserver) kill(t *testing.T, node, name string) {
	t.Helper()
	names, err := o.client.Names(t.Context(), node, observe.Page{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(names.Items, func(n observe.Name) bool { return n.Name == name })
	if i >= 0 { // otherwise it is being restarted anyway
		o.sys.Exit(names.Items[i].PID, actor.Kill)
	}
}
