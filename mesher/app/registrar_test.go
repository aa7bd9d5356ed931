package app

import (
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A member is a node on a network in memory, with a registry and its registrar.
type member struct {
	sys      *actor.System
	node     *dist.Node
	registry actor.PID
}

func joinRegistrars(t *testing.T, network *disttest.Network, n int) (members []*member) {
	cookie, err := wire.NewCookie("a secret of thirty-two bytes that only these nodes have")
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	for i := range n {
		host := fmt.Sprint("host", i)
		sys := actor.NewSystem(actor.Config{Node: "node@" + host + ":1", Logger: quiet})
		config := dist.Config{
			Cookies: []wire.Cookie{cookie}, Peers: []string{"node@host0:1"}, Transport: network.Host(host), Logger: quiet,
			Heartbeat: 5 * time.Second, HeartbeatTimeout: 10 * time.Second, Backoff: reconnectWithin,
		}
		node, err := dist.Start(t.Context(), sys, config)
		if err != nil {
			t.Fatal(err)
		}
		m := &member{sys: sys, node: node}
		m.renew(t)
		sys.Spawn(registrar{node.Global()}.run)
		members = append(members, m)
		t.Cleanup(func() {
			node.Leave(t.Context())
			sys.Stop(t.Context())
		})
	}
	return members
}

// renew gives a member a new registry, as a restart does.
func (m *member) renew(t *testing.T) {
	m.sys.Exit(m.registry, actor.Kill)
	m.registry = m.sys.Spawn(func(p *actor.Process) error {
		for {
			p.Receive()
		}
	})
	if err := m.sys.Register(ingest.Registry, m.registry); err != nil {
		t.Error(err)
	}
}

// agree waits until all members find the same registry under the plain name, and
// each its own under its node's. It fails after within.
func agree(t *testing.T, within time.Duration, members ...*member) (holder actor.PID) {
	t.Helper()
	for end := time.Now().Add(within); ; time.Sleep(10 * time.Millisecond) {
		agreed := true
		holder, _ = members[0].node.Global().Whereis(ingest.Registry)
		for _, m := range members {
			found, ok := m.node.Global().Whereis(ingest.Registry)
			agreed = agreed && ok && found == holder
			for _, other := range members {
				found, ok := m.node.Global().Whereis(ingest.RegistryOf(other.node.Self().Name))
				agreed = agreed && ok && found == other.registry
			}
		}
		if agreed {
			return holder
		}
		if time.Now().After(end) {
			t.Fatalf("after %v they do not agree who has the name", within)
		}
	}
}

func memberOf(members []*member, holder actor.PID) (i int) {
	for i, m := range members {
		if m.registry == holder {
			return i
		}
	}
	return -1
}

// CLU-02: one registry has the plain name, and when it ends another takes it.
func TestTheNameOfTheRegistryIsTakenOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		members := joinRegistrars(t, disttest.New(1, disttest.Line{Delay: time.Millisecond}), 3)
		holder := agree(t, 5*time.Second, members...)
		i := memberOf(members, holder)
		if i < 0 {
			t.Fatal("nobody's registry has the name")
		}

		members[i].renew(t) // restarted where it was
		if again := agree(t, time.Second, members...); again == holder {
			t.Error("one that is dead still has the name")
		} else {
			i = memberOf(members, again)
		}

		left := members[i]
		if err := left.node.Leave(t.Context()); err != nil {
			t.Error(err)
		}
		members = append(members[:i:i], members[i+1:]...)
		if j := memberOf(members, agree(t, time.Second, members...)); j < 0 {
			t.Error("the node that left still has the name")
		}
	})
}

// Parts of a cluster that lost sight of each other have a holder each; within
// five seconds of meeting there is one again.
func TestTheNameOfTheRegistryAfterAPartition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := disttest.New(1, disttest.Line{Delay: time.Millisecond})
		members := joinRegistrars(t, network, 3)
		agree(t, 5*time.Second, members...)
		for _, other := range []string{"host1", "host2"} {
			network.Cut("host0", other)
			network.Cut(other, "host0")
		}
		minority, majority := members[:1], members[1:]
		here, there := agreed(t, minority), agreed(t, majority)
		if here == there {
			t.Fatalf("both sides say it is %v", here)
		}
		network.Heal()
		i := memberOf(members, agree(t, 5*time.Second, members...))
		// The one that lost the name takes it in turn when the winner goes.
		members[i].node.Leave(t.Context())
		agree(t, time.Second, append(members[:i:i], members[i+1:]...)...)
	})
}

// agreed is agree, once lost members have been noticed.
func agreed(t *testing.T, members []*member) actor.PID {
	for _, m := range members {
		for len(m.node.List()) >= len(members) {
			time.Sleep(time.Second)
		}
	}
	return agree(t, 5*time.Second, members...)
}
