package dist

import (
	"cmp"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// PeerStats are how one connection stands, for graphs and alarms. Those that are
// not of this moment only grow, until the connection is lost.
type PeerStats struct {
	Node     actor.Node
	Hidden   bool
	Sent     uint64 // bytes written, before TLS
	Received uint64 // bytes read
	Queued   int    // bytes that wait to be written, of this moment
	Refused  uint64 // messages for which there was no room
	Ties     int    // links, monitors, calls and spawns under way, of this moment
	Spawned  int    // processes that run here for the peer, of this moment
}

// Stats reads the counters of all connections, hidden nodes' among them.
func (n *Node) Stats() []PeerStats {
	var all []PeerStats
	n.routes.Range(func(_, v any) bool {
		all = append(all, v.(*conn).stats())
		return true
	})
	slices.SortFunc(all, func(a, b PeerStats) int { return cmp.Compare(a.Node.Name, b.Node.Name) })
	return all
}

// outCounts is what an outbox counts.
type outCounts struct {
	bytes    uint64 // ever written
	messages uint64 // ever put; heartbeats don't count
	refused  uint64 // messages for which there was no room
}

func (c *conn) stats() PeerStats {
	s := PeerStats{Node: c.peer.Node, Hidden: c.peer.Hidden, Received: c.heard.received.Load()}
	c.out.mu.Lock()
	s.Sent, s.Queued, s.Refused = c.out.counts.bytes, c.out.used(), c.out.counts.refused
	c.out.mu.Unlock()
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Ties = len(t.links) + len(t.unlinking) + len(t.watching) + len(t.watchers) +
		len(t.calling) + len(t.answering) + len(t.spawning)
	s.Spawned = t.spawned
	return s
}
