package dist

import (
	"slices"
	"time"
)

const (
	// forgetAfter is for how long a peer that was lost is remembered, and maxLost how
	// many are: those that were lost last.
	forgetAfter = 24 * time.Hour
	maxLost     = 1000
)

// idle tells whether nothing is going on with the peer, or for it.
func (p *peer) idle() bool {
	return p.conn == nil && !p.reserved && !p.dialling && p.spawned.Load() == 0
}

// forget forgets peers that are gone for good, as far as anybody can tell: who left
// by itself, or was never connected, and who was lost long ago. n.mu is held.
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
