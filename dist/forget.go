package dist

import (
	"slices"
	"time"
)

const (
	// forgetAfter is how long a lost peer is remembered; maxLost is how many are: those
	// lost last.
	forgetAfter = 24 * time.Hour
	maxLost     = 1000
)

// idle reports whether nothing goes on with the peer, or for it.
func (p *peer) idle() bool {
	return p.conn == nil && !p.reserved && !p.dialling && p.spawned.Load() == 0
}

// forget removes peers that seem to be gone for good: those that left by themselves
// or never connected, and those lost long ago. The caller holds n.mu.
func (n *Node) forget(now time.Time) {
	var lost []string
	for name, p := range n.peers {
		switch {
		case !p.idle():
		case p.lost.IsZero() || now.Sub(p.lost) >= forgetAfter:
			delete(n.peers, name)
		default:
			lost = append(lost, name)
		}
	}
	if len(lost) > maxLost {
		slices.SortFunc(lost, func(a, b string) int { return n.peers[b].lost.Compare(n.peers[a].lost) })
		for _, name := range lost[maxLost:] {
			delete(n.peers, name)
		}
	}
}
