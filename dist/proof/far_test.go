package proof

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A supervisor's child runs in another program, and is restarted there; a lost
// node counts as an exit, and then its policy decides what is next.
func TestDIST12Supervision(t *testing.T) {
	ada, bob := pair(t, Options{Backoff: 200 * time.Millisecond})
	cyd := launch(t, start{Options: Options{Who: "cyd", Peers: []string{ada.Self().Name}}})
	ada.connect(cyd.name())
	child := func(id string, loss supervisor.Loss) supervisor.Child {
		return supervisor.Child{ID: id, Remote: &supervisor.Remote{
			Cluster: ada.Node, Node: bob.name(), Function: "echo", Args: "", Loss: loss,
		}}
	}
	sup, err := supervisor.Start(t.Context(), ada.sys, supervisor.Spec{
		MaxRestarts: 100,
		Children:    []supervisor.Child{child("waits", supervisor.Wait), child("moves", supervisor.Elsewhere)},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := func(id string) actor.PID {
		infos, err := supervisor.Children(t.Context(), ada.sys, sup)
		if err != nil {
			t.Fatal(err)
		}
		return infos[slices.IndexFunc(infos, func(i supervisor.ChildInfo) bool { return i.ID == id })].PID
	}
	first := at("waits")
	if first.Node() != bob.self || at("moves").Node() != bob.self {
		t.Fatalf("they are %v and %v", first, at("moves"))
	}
	ada.sys.Send(first, "broken") // it fails
	eventually(t, "it is restarted there", func() bool {
		now := at("waits")
		return now != first && now.Node() == bob.self
	})
	ada.serves(at("waits"))
	bob.kill()
	eventually(t, "one moves", func() bool { return at("moves").Node() == cyd.self })
	ada.serves(at("moves"))
	bob = bob.again()
	eventually(t, "the other waits for the node", func() bool { return at("waits").Node() == bob.self })
	ada.serves(at("waits"))
}

// A broadcast reaches each member in every program once, in order, and crosses
// each connection once.
func TestDIST13Rooms(t *testing.T) {
	ada, bob := pair(t, Options{})
	cyd := launch(t, start{Options: Options{Who: "cyd", Peers: []string{ada.Self().Name}}})
	ada.connect(cyd.name())
	ask[nothing](cyd, "Connect", bob.name())
	const each, numbers = 10, 100
	diaries := map[actor.PID]*program{}
	for _, p := range []*program{bob, cyd} {
		for range each {
			pid := ask[actor.PID](p, "Diary", nothing{})
			ask[nothing](p, "Join", Claim{"lobby", pid})
			diaries[pid] = p
		}
	}
	knows := func(p *program) bool { return len(ask[[]actor.PID](p, "Members", "lobby")) == 2*each }
	eventually(t, "all know all", func() bool { return knows(bob) && knows(cyd) })
	before := ask[[]dist.PeerStats](bob, "Stats", nothing{})
	ask[nothing](bob, "Broadcast", Speech{"lobby", numbers})
	for pid, p := range diaries {
		var got []Note
		eventually(t, "all is heard", func() bool { got = spoken(ask[[]Note](p, "Read", pid)); return len(got) >= numbers })
		for i, note := range got {
			if note.Kind != strconv.Itoa(i) || len(got) > numbers {
				t.Fatalf("%v heard %q as number %d of %d", pid, note.Kind, i, len(got))
			}
		}
	}
	for _, now := range ask[[]dist.PeerStats](bob, "Stats", nothing{}) {
		was := before[slices.IndexFunc(before, func(s dist.PeerStats) bool { return s.Node == now.Node })]
		sent := int(now.Sent - was.Sent)
		switch crossed := sent > numbers*len("lobby"); {
		case now.Node == cyd.self && (!crossed || sent > numbers*60):
			t.Errorf("%d bytes for %d numbers went to %v, which has %d members", sent, numbers, now.Node, each)
		case now.Node == ada.Self() && crossed:
			t.Errorf("%d bytes went to %v, which has no member", sent, now.Node)
		}
	}
	cyd.kill()
	eventually(t, "its members go with it", func() bool { return len(ask[[]actor.PID](bob, "Members", "lobby")) == each })
}

// spoken returns the notes that are numbers.
func spoken(notes []Note) []Note {
	return slices.DeleteFunc(notes, func(n Note) bool { _, err := strconv.Atoi(n.Kind); return err != nil })
}

// Nodes that find each other by a source instead of being told whom to connect to.
func TestDIST14Discovery(t *testing.T) {
	first := launch(t, start{Options: Options{Who: "bob"}})
	_, port, _ := strings.Cut(first.address, ":")
	for what, found := range map[string]string{
		"a list":      first.address,
		"DNS":         "dns:localhost:" + port,
		"either, one": "dns:localhost:" + port + "," + disttest.Reserve(t),
	} {
		t.Run(what, func(t *testing.T) {
			cyd := launch(t, start{Options: Options{Who: "cyd", Found: found}})
			eventually(t, "they are connected", func() bool {
				return slices.Equal(ask[[]string](cyd, "List", nothing{}), []string{first.name()})
			})
		})
	}
}
