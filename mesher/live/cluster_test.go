package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/live"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// inCluster runs a test with the streams of three nodes, in virtual time.
func inCluster(t *testing.T, test func(t *testing.T, network *disttest.Network, stations []*station)) {
	inSlowCluster(t, disttest.Line{Delay: 5 * time.Millisecond, Jitter: 5 * time.Millisecond}, test)
}

func inSlowCluster(t *testing.T, line disttest.Line, test func(t *testing.T, network *disttest.Network, stations []*station)) {
	synctest.Test(t, func(t *testing.T) {
		network := disttest.New(1, line)
		var stations []*station
		var names []string
		for _, host := range []string{"a", "b", "c"} {
			name := "mesher@" + host + ":1"
			stations = append(stations, settle(t, network, host, name, names))
			names = append(names, name)
		}
		time.Sleep(time.Second) // virtual: all are connected
		test(t, network, stations)
	})
}

// settle starts a node that stops with the test.
func settle(t *testing.T, network *disttest.Network, host, name string, peers []string) *station {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	cookie, err := wire.NewCookie("a secret of thirty-two bytes or so")
	if err != nil {
		t.Fatal(err)
	}
	types := new(wire.Types)
	if err := errors.Join(wire.Register[live.Message](types, "live"), wire.Register[live.Doubt](types, "doubt")); err != nil {
		t.Fatal(err)
	}
	sys := actor.NewSystem(actor.Config{Node: name, Logger: quiet})
	node, err := dist.Start(t.Context(), sys, dist.Config{
		Cookies: []wire.Cookie{cookie}, Peers: peers, Types: types, Transport: network.Host(host), Logger: quiet,
		Heartbeat: time.Second, HeartbeatTimeout: time.Second, Backoff: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		node.Leave(ctx)
		sys.Stop(ctx)
	})
	return begin(t, sys, node.Rooms(), func(c *live.Config) {
		c.Peers = func() (names []string) {
			for _, peer := range node.List() {
				names = append(names, peer.Name)
			}
			return names
		}
	})
}

// LIVE-02: whichever node stored an event, all watchers of its project hear it,
// once, and each node's in their order; those of another project, or of none, do
// not.
func TestEveryNodeHears(t *testing.T) {
	inCluster(t, func(t *testing.T, _ *disttest.Network, stations []*station) {
		a, b, c := stations[0], stations[1], stations[2]
		feeds := []*live.Feed{a.listen(t, 1), a.listen(t, 1), b.listen(t, 1)} // nobody at c
		other := c.listen(t, 2)
		time.Sleep(time.Second) // virtual: all know of the rooms
		const each = 30
		for n := range each {
			for _, s := range stations {
				s.Stored(events(1, nil, fmt.Sprintf("%s %03d", s.sys.Node().Name, n)))
			}
		}
		c.Changed(1, mesher.IssueAssigned, uuid.New())
		for _, f := range feeds {
			got := brief(t, hear(t, f))
			for _, s := range stations {
				mine := slices.DeleteFunc(slices.Clone(got), func(m string) bool { return !strings.HasPrefix(m, s.sys.Node().Name) })
				if len(mine) != each || !slices.IsSorted(mine) {
					t.Errorf("of %s heard %q", s.sys.Node().Name, mine)
				}
			}
			if !slices.Contains(got, "assigned") || len(got) != 3*each+1 {
				t.Errorf("heard %d messages", len(got))
			}
		}
		wantHeard(t, other)
	})
}

// LIVE-02: all nodes commit events of the same issues concurrently, with delays
// between nodes of up to 200 ms: all watchers hear each event once, and those of
// an issue in the order of the commits.
func TestOneOrderForAll(t *testing.T) {
	slow := disttest.Line{Delay: 100 * time.Millisecond, Jitter: 100 * time.Millisecond}
	inSlowCluster(t, slow, func(t *testing.T, _ *disttest.Network, stations []*station) {
		var feeds []*live.Feed
		for _, s := range stations {
			feeds = append(feeds, s.listen(t, 1), s.listen(t, 1))
		}
		time.Sleep(time.Second) // virtual: all know of the rooms
		const each = 30
		random := rand.New(rand.NewPCG(1, 2))
		issues := []uuid.UUID{{1}, {2}, {3}}
		for place := range int64(each) {
			for _, issue := range issues {
				stations[random.IntN(len(stations))].tellPlace(1, issue, place+1)
				time.Sleep(time.Duration(random.IntN(10)) * time.Millisecond)
			}
		}
		for n, f := range feeds {
			heard := make(map[uuid.UUID]int64)
			for _, m := range hear(t, f) {
				var v struct {
					IssueID    uuid.UUID `json:"issue_id"`
					EventCount int64     `json:"event_count"`
				}
				if err := json.Unmarshal([]byte(m), &v); err != nil {
					t.Fatal(err)
				}
				if heard[v.IssueID]++; v.EventCount != heard[v.IssueID] {
					t.Errorf("feed %d hears %s in place of event %d", n, m, heard[v.IssueID])
				}
			}
			for _, issue := range issues {
				if heard[issue] != each {
					t.Errorf("feed %d heard %d events of an issue", n, heard[issue])
				}
			}
		}
	})
}

// A listener whose rights are in doubt is told so on every reachable node, before
// anything else; others are not, and no message is lost.
func TestDoubtIsKnownEverywhere(t *testing.T) {
	inCluster(t, func(t *testing.T, network *disttest.Network, stations []*station) {
		a, c := stations[0], stations[2]
		anns, bobs := a.listenAs(t, 1, ann), c.listenAs(t, 1, uuid.UUID{0xb})
		annsToo, annsElsewhere := c.listenAs(t, 1, ann), c.listenAs(t, 2, ann)
		time.Sleep(time.Second) // virtual, as are all here
		a.Stored(events(1, nil, "before"))
		time.Sleep(time.Second)
		doubted := func(want bool, feeds ...*live.Feed) {
			t.Helper()
			for _, f := range feeds {
				ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
				m, err := f.Next(ctx)
				cancel()
				if doubted := m == nil && err == nil; doubted != want {
					t.Errorf("heard %s, %v", m, err)
				}
			}
		}
		a.Doubt(t.Context(), live.Doubt{Account: ann})
		doubted(true, anns, annsToo, annsElsewhere)
		doubted(false, annsElsewhere)
		wantHeard(t, anns, "before")
		wantHeard(t, annsToo, "before")
		wantHeard(t, bobs, "before")
		a.Doubt(t.Context(), live.Doubt{Project: 1})
		doubted(true, anns, annsToo, bobs)
		doubted(false, annsElsewhere)
		a.Doubt(t.Context(), live.Doubt{})
		doubted(false, anns, bobs)

		network.Partition([]string{"a"}, []string{"b", "c"})
		began := time.Now()
		a.Doubt(t.Context(), live.Doubt{Account: ann})
		if took := time.Since(began); took > time.Second {
			t.Errorf("who can't be reached was waited for, for %v", took)
		}
		doubted(true, anns)
		doubted(false, annsToo)
	})
}

// Parts that do not see each other hear their own events; when they meet again
// they hear all, without any action.
func TestAClusterThatParts(t *testing.T) {
	inCluster(t, func(t *testing.T, network *disttest.Network, stations []*station) {
		a, c := stations[0], stations[2]
		here, there := a.listen(t, 1), c.listen(t, 1)
		time.Sleep(time.Second) // virtual, as are all here
		network.Partition([]string{"a", "b"}, []string{"c"})
		time.Sleep(10 * time.Second)
		a.Stored(events(1, nil, "at a"))
		c.Stored(events(1, nil, "at c"))
		time.Sleep(10 * time.Second)
		wantHeard(t, here, "at a")
		wantHeard(t, there, "at c")
		network.Heal()
		time.Sleep(10 * time.Second)
		a.Stored(events(1, nil, "of a"))
		time.Sleep(time.Second)
		c.Stored(events(1, nil, "of c"))
		wantHeard(t, here, "of a", "of c")
		wantHeard(t, there, "of a", "of c")
	})
}
