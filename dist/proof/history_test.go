package proof

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A history is what nodes saw: which process had which name when, and which nodes
// were connected when.
type history struct {
	born     time.Time // when all were connected
	holdings []Holding
	seen     map[[2]actor.Node][]span // by observer and observed
}

// A span of time; it has no end if that is zero.
type span struct{ from, to time.Time }

// leeway is how far records may lag behind the events.
const leeway = 200 * time.Millisecond

// heard adds what a node was told of others, which were all connected at first.
func (h *history) heard(by actor.Node, notes []Note, all []*program) {
	if h.seen == nil {
		h.seen = map[[2]actor.Node][]span{}
	}
	for _, p := range all {
		h.seen[[2]actor.Node{by, p.self}] = []span{{from: h.born}}
	}
	for _, n := range notes {
		key := [2]actor.Node{by, n.Node}
		switch spans := h.seen[key]; n.Kind {
		case "node up":
			h.seen[key] = append(spans, span{from: n.At})
		case "node down":
			if len(spans) > 0 {
				spans[len(spans)-1].to = n.At
			}
		}
	}
}

// connected reports whether two nodes were connected, at both ends, for all of
// that time.
func (h *history) connected(a, b actor.Node, during span) bool {
	for _, key := range [][2]actor.Node{{a, b}, {b, a}} {
		if !slices.ContainsFunc(h.seen[key], func(s span) bool {
			return s.from.Before(during.from) && (s.to.IsZero() || s.to.After(during.to))
		}) {
			return false
		}
	}
	return true
}

// faults returns violations: two processes with one name on nodes that were
// connected all the while, from before the second one asked until it got it
// (S49); and a process that was told more than once that it lost.
func (h *history) faults() (all []string) {
	for _, a := range h.holdings {
		if a.Told > 1 {
			all = append(all, fmt.Sprintf("%v was told %d times that it lost %q", a.PID, a.Told, a.Name))
		}
		for _, b := range h.holdings {
			first := a.From.Before(b.From)
			still := a.Until.IsZero() || a.Until.After(b.From.Add(leeway))
			if a.Name == b.Name && a.PID != b.PID && first && still &&
				h.connected(a.PID.Node(), b.PID.Node(), span{b.Asked.Add(-time.Second), b.From.Add(leeway)}) {
				all = append(all, fmt.Sprintf("%v got %q at %v, which %v had since %v", b.PID, b.Name, b.From, a.PID, a.From))
			}
		}
	}
	return all
}

// The judge finds violations.
func TestHistoryCanFail(t *testing.T) {
	at := func(s float64) time.Time { return time.Unix(1000, 0).Add(time.Duration(s * float64(time.Second))) }
	ada, bob := actor.Node{Name: "ada@a:1", Incarnation: 1}, actor.Node{Name: "bob@b:1", Incarnation: 1}
	one, two := actor.NewPID(ada, 1), actor.NewPID(bob, 1)
	ever := []span{{from: at(0)}}
	for name, c := range map[string]struct {
		holdings []Holding
		seen     []span
		faults   int
	}{
		"one after the other": {[]Holding{
			{Name: "x", PID: one, Asked: at(9), From: at(10), Until: at(11)}, {Name: "x", PID: two, Asked: at(10), From: at(12)},
		}, ever, 0},
		"two names": {[]Holding{{Name: "x", PID: one, Asked: at(9), From: at(10)}, {Name: "y", PID: two, Asked: at(10), From: at(12)}}, ever, 0},
		"both":      {[]Holding{{Name: "x", PID: one, Asked: at(9), From: at(10)}, {Name: "x", PID: two, Asked: at(10), From: at(12)}}, ever, 1},
		"both, parted": {[]Holding{{Name: "x", PID: one, Asked: at(9), From: at(10)}, {Name: "x", PID: two, Asked: at(10), From: at(12)}},
			[]span{{at(0), at(11)}, {from: at(13)}}, 0},
		"told twice": {[]Holding{{Name: "x", PID: one, Asked: at(9), From: at(10), Until: at(11), Told: 2}}, ever, 1},
	} {
		h := history{holdings: c.holdings, seen: map[[2]actor.Node][]span{{ada, bob}: c.seen, {bob, ada}: ever}}
		if got := h.faults(); len(got) != c.faults {
			t.Errorf("%s: found %q, want %d", name, got, c.faults)
		}
	}
}
