package lending

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

const (
	// pressing is how long events have to wait before that is worth help.
	pressing = 5 * time.Millisecond
	// mostPerPeer bounds the processors that one peer lends to one node, and
	// atOnce from how many peers one is asked for at a time.
	mostPerPeer, atOnce = 2, 2
	// calmFor is for how many intervals in a row there has to be next to nothing
	// for loans before they are given back, and nextToNothing which part of all
	// events that is: so many meet others at a node that has work for a quarter
	// of one CPU.
	calmFor, nextToNothing = 3, 0.2
	// staleAfter is after how many intervals of silence nobody knows how a peer
	// is, and shunFor for how many a peer is left alone that failed us.
	staleAfter, shunFor = 3, 6
)

// A policy decides when to ask whom for processors, and when to give them back.
// It is rules alone: what happens is told to it, and time passes by decide.
type policy struct {
	threshold int // of events in an interval; negative: nobody is ever asked
	peers     map[string]*peer
	calm      int // intervals in a row
}

// A peer is what is known of one.
type peer struct {
	load  Load
	heard int // intervals ago
	shun  int // for so many more
}

func newPolicy(threshold int) *policy {
	return &policy{threshold: threshold, peers: make(map[string]*peer)}
}

// hear is told how a peer is.
func (p *policy) hear(l Load) {
	known := p.peers[l.Node]
	if known == nil {
		known = new(peer)
		p.peers[l.Node] = known
	}
	known.load, known.heard = l, 0
}

// forget is told that a peer is lost.
func (p *policy) forget(node string) { delete(p.peers, node) }

// fail is told that a processor of a peer was lost, or never came.
func (p *policy) fail(node string) {
	if known := p.peers[node]; known != nil {
		known.shun = shunFor
	}
}

// A wish is for so many processors of a node more, or fewer.
type wish struct {
	node string
	more int
}

// decide is told, once in an interval, how this node is, how many of its events
// were handed over, and what it borrowed from whom.
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

// overloaded tells whether a node has more to do than it should.
func (p *policy) overloaded(l Load) bool {
	return p.threshold >= 0 && l.Events > p.threshold && l.Wait >= pressing
}

// able are the peers to ask for one processor more, the least loaded first:
// those where events wait clearly less than here, and who need no help
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
