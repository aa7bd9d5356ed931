package dist

import (
	"cmp"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// PeerStats describes a node's dealings with a peer, for graphs and alarms. Counts go
// on when the peer is lost and comes back, even as another run, and start at zero if
// it was forgotten meanwhile.
type PeerStats struct {
	Node   actor.Node // its last run
	Hidden bool
	Up     bool // connected now

	Counts

	// Current values; zero while it is not connected.
	Queued    int           // bytes waiting to be written
	RoundTrip time.Duration // of the last answered heartbeat; 0 if there was none
	Ties      int           // links, monitors, calls and spawns under way
	Spawned   int           // processes that run here for the peer
}

// Counts are counters that only grow.
type Counts struct {
	Connections                    uint64 // connections that came up: one more than reconnects
	Sent, Received                 uint64 // bytes, before TLS
	SentMessages, ReceivedMessages uint64 // without heartbeats
	Refused                        uint64 // messages that found no room
}

func (c *Counts) add(more Counts) {
	c.Connections += more.Connections
	c.Sent += more.Sent
	c.Received += more.Received
	c.SentMessages += more.SentMessages
	c.ReceivedMessages += more.ReceivedMessages
	c.Refused += more.Refused
}

// Stats describes the nodes that are connected, and those that were lost, by name. A
// node that left, or was disconnected here, is forgotten, and so is one lost a day
// ago. The last thousand lost nodes are remembered, and no hidden ones.
func (n *Node) Stats() []PeerStats {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.forget(time.Now())
	var all []PeerStats
	for name, p := range n.peers {
		s := PeerStats{Node: actor.Node{Name: name, Incarnation: p.last}, Counts: p.counts}
		if p.conn != nil {
			p.conn.stats(&s)
		}
		if p.conn != nil && s.Connections > 0 || !p.lost.IsZero() {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b PeerStats) int { return cmp.Compare(a.Node.Name, b.Node.Name) })
	return all
}

// stats adds what this connection knows.
func (c *conn) stats(s *PeerStats) {
	s.Hidden, s.Up = c.peer.Hidden, c.up()
	s.Counts.add(c.counts())
	s.RoundTrip = time.Duration(c.trip.last.Load())
	c.out.mu.Lock()
	s.Queued = c.out.used()
	c.out.mu.Unlock()
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Ties = len(t.links) + len(t.unlinking) + len(t.watching) + len(t.watchers) +
		len(t.calling) + len(t.answering) + len(t.spawning)
	s.Spawned = int(c.spawned.Load())
}

// counts returns this connection's counters.
func (c *conn) counts() Counts {
	c.out.mu.Lock()
	counts := c.out.counts
	c.out.mu.Unlock()
	counts.Received, counts.ReceivedMessages = c.heard.received.Load(), c.received.Load()
	if c.up() {
		counts.Connections = 1
	}
	return counts
}
