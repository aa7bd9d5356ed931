package lending

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// A simulation is nodes as mere numbers, each of which can process the same
// number of events in an interval. Events that a node can't process wait, and the
// more there are the longer.
type simulation struct {
	capacity int
	nodes    []*simulatedNode
	changes  int // processors that were asked for or given back
}

type simulatedNode struct {
	name     string
	policy   *policy
	borrowed map[string]int
	arrivals int
	backlog  int
	spare    int // what it can still do in this interval
	handed   int
}

func newSimulation(n, capacity int) *simulation {
	w := &simulation{capacity: capacity}
	for i := range n {
		w.nodes = append(w.nodes, &simulatedNode{name: fmt.Sprint("n", i), policy: newPolicy(100), borrowed: map[string]int{}})
	}
	return w
}

// interval lets all nodes work, and then decide.
func (w *simulation) interval() {
	for _, r := range w.nodes { // each does its own first
		r.backlog += r.arrivals
		done := min(r.backlog, w.capacity)
		r.backlog, r.spare, r.handed = r.backlog-done, w.capacity-done, 0
	}
	for _, r := range w.nodes {
		// Besides the events that it can't process, some of the others meet busy
		// processors.
		meets := min(r.arrivals, w.capacity) * r.arrivals / w.capacity / 2
		for _, peer := range w.nodes {
			done := min(r.backlog+meets, peer.spare, r.borrowed[peer.name]*w.capacity/2)
			r.backlog, peer.spare, r.handed = max(0, r.backlog-done), peer.spare-done, r.handed+done
			meets = max(0, meets-done)
		}
	}
	for _, r := range w.nodes {
		for _, other := range w.nodes {
			if other != r {
				other.policy.hear(w.load(r))
			}
		}
	}
	for _, r := range w.nodes {
		for _, wish := range r.policy.decide(w.load(r), r.handed, r.borrowed) {
			r.borrowed[wish.node] += wish.more
			if r.borrowed[wish.node] == 0 {
				delete(r.borrowed, wish.node)
			}
			w.changes++
		}
	}
}

func (w *simulation) load(r *simulatedNode) Load {
	l := Load{Node: r.name, Events: r.arrivals, Wait: 5 * time.Second * time.Duration(r.backlog) / time.Duration(w.capacity)}
	for _, other := range w.nodes {
		l.Lent += other.borrowed[r.name]
	}
	l.Borrowed = len(r.borrowed)
	return l
}

// Help comes within a few intervals, is enough if there is enough, does no harm,
// does not come and go, and ends when it is not needed.
func TestHelpComesAndGoes(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newSimulation(3+r.IntN(5), 1000)
		spare := 0
		for _, n := range w.nodes[1:] {
			n.arrivals = r.IntN(900)
			spare += w.capacity - n.arrivals
		}
		first := w.nodes[0]
		first.arrivals = w.capacity + min(spare/2, 100+r.IntN(900))
		for range 40 {
			w.interval()
		}
		if first.backlog > 0 {
			t.Errorf("seed %d: %d events wait, with help by %v", seed, first.backlog, first.borrowed)
		}
		for _, n := range w.nodes[1:] {
			if n.backlog > 0 {
				t.Errorf("seed %d: %d events wait at a node that lends", seed, n.backlog)
			}
		}
		w.changes = 0
		for range 40 {
			w.interval()
		}
		if w.changes > 0 {
			t.Errorf("seed %d: help came or went %d times while nothing changed", seed, w.changes)
		}
		first.arrivals = r.IntN(300)
		for range calmFor + 1 {
			w.interval()
		}
		if len(first.borrowed) > 0 {
			t.Errorf("seed %d: %v is not given back", seed, first.borrowed)
		}
	}
}

// When all have too much to do, no node asks another.
func TestNobodyHasTime(t *testing.T) {
	w := newSimulation(4, 1000)
	for _, n := range w.nodes {
		n.arrivals = 1500
	}
	for range 50 {
		w.interval()
	}
	if w.changes > 0 {
		t.Errorf("help came or went %d times", w.changes)
	}
}
