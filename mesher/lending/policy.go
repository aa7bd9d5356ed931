package lending

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

const (
	// pressing is how long events must wait before help is worth it.
	pressing = 5 * time.Millisecond
	// mostPerPeer bounds the processors that one peer lends to one node, and atOnce
	// the number of peers that are asked for one at a time.
	mostPerPeer, atOnce = 2, 2
	// calmFor is for how many intervals in a row loans must get next to nothing
	// before they are given back. nextToNothing is the fraction of all events that
	// counts as that: as many meet others at a node with work for a quarter of one
	// CPU.
	calmFor, nextToNothing = 3, 0.2
	// staleAfter is after how many silent intervals a peer's state is unknown, and
	// shunFor for how many a peer that failed us is left alone.
	staleAfter, shunFor = 3, 6
)

// A policy decides when to ask which peers for processors, and when to give them
// back. It is only rules: events are reported to it, and time passes by calls of
// decide.
type policy struct {
	threshold int // events in an interval; negative: never ask
	peers     map[string]*peer
	calm      int // intervals in a row
}

// A peer is what is known about one peer.
type peer struct {
	load  Load
	heard int // intervals ago
	shun  int // for this many more intervals
}

func newPolicy(threshold int) *policy {
	return &policy{threshold: threshold, peers: make(map[string]*peer)}
}

// hear records a peer's load.
func (p *policy) hear(l Load) {
	known := p.peers[l.Node]
	if known == nil {
		known = new(peer)
		p.peers[l.Node] = known
	}
	known.load, known.heard = l, 0
}

// forget removes a peer that is lost.
func (p *policy) forget(node string) { delete(p.peers, node) }

// fail records that a peer's processor was lost, or never started.
func (p *policy) fail(node string) {
	if known := p.peers[node]; known != nil {
		known.shun = shunFor
	}
}

// A wish asks for this many more, or fewer, processors of a node.
type wish struct {
	node string
	more int
}

// decide is called once per interval, with this node's load, how many of its
// events were handed over, and how many processors it borrowed from each peer.
func (p *policy) decide(own Load, handed int, borrowed map[string]int) (wishes []wish) {
	for _, known := range p.peers {
		known.heard++
		known.shun = max(0, known.shun-1)
	}
	switch {
	case p.overloaded(own):
		p.calm = 0
	case float64(handed) <= nextToNothing*float64(own.Events) || own.Events <= p.threshold/2:
		p.calm++
	default:
		p.calm = 0
	}
	for _, node := range slices.Sorted(maps.Keys(borrowed)) {
		known := p.peers[node]
		worse := known != nil && known.load.Wait >= pressing && known.load.Wait > own.Wait
		if worse || p.calm >= calmFor {
			wishes = append(wishes, wish{node, -borrowed[node]})
		}
	}
	if p.overloaded(own) {
		for _, l := range p.able(own, borrowed) {
			wishes = append(wishes, wish{l.Node, 1})
		}
	}
	return wishes
}

// overloaded reports whether a node has more to do than it should.
func (p *policy) overloaded(l Load) bool {
	return p.threshold >= 0 && l.Events > p.threshold && l.Wait >= pressing
}

// able returns the peers to ask for one more processor, the least loaded first:
// those where events wait clearly less than here, and that need no help
// themselves.
func (p *policy) able(own Load, borrowed map[string]int) (able []Load) {
	for node, known := range p.peers {
		l := known.load
		if known.heard <= staleAfter && known.shun == 0 && borrowed[node] < mostPerPeer &&
			2*l.Wait < own.Wait && l.Borrowed == 0 && !p.overloaded(l) {
			able = append(able, l)
		}
	}
	slices.SortFunc(able, func(a, b Load) int {
		return cmp.Or(cmp.Compare(a.Lent, b.Lent), cmp.Compare(a.Wait, b.Wait), cmp.Compare(a.Events, b.Events), cmp.Compare(a.Node, b.Node))
	})
	return able[:min(atOnce, len(able))]
}
