package dist

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A peer is what this node knows of the nodes that have had one name, one run after
// the other. It has one place for a connection, free or taken. n.mu guards it.
type peer struct {
	conn     *conn  // connected
	reserved bool   // for an accepted connection that is being set up
	dialling bool   // this node's own attempt waits for the peer's final answer
	last     uint64 // the last connected incarnation
	past     []uint64
	counts   Counts       // of connections that ended
	spawned  atomic.Int64 // processes that run here for it, over any of its connections; not under n.mu
	// lost is when its last connection was lost; zero if there was none, or the peer
	// left by itself, or is connected.
	lost time.Time
}

// maxPast bounds the past runs of a node that are remembered.
const maxPast = 16

// A claim is the state that decides whether a peer may take its place: what matters
// of the two nodes and the place.
type claim struct {
	self, peer actor.Node
	leaving    bool
	connected  uint64 // incarnation; 0: none
	reserved   bool
	dialling   bool
	past       []uint64
	accepted   bool // the peer dialled
}

// decide admits a peer or returns why not.
//
// If two nodes dial each other, the attempt of the node with the greater name goes
// on, and that node refuses the other attempt. The other one must be past its welcome
// by then, as each side waits only for the other's final answer. A different run of a
// connected node is refused, but the connected one is asked for a sign of life, so
// that a run that is gone makes room for the next.
func (c claim) decide() wire.Refusal {
	switch {
	case c.leaving:
		return wire.Leaving
	case c.peer.Name == c.self.Name:
		return wire.NameTaken
	case slices.Contains(c.past, c.peer.Incarnation):
		return wire.Stale
	case c.connected != 0 && c.connected != c.peer.Incarnation:
		return wire.NameTaken
	case c.connected != 0 || c.reserved:
		return wire.Connected
	case c.dialling && !c.accepted:
		return wire.Connected
	case c.dialling && c.self.Name > c.peer.Name:
		return wire.Simultaneous
	}
	return wire.Admitted
}

// admit decides about a peer that dialled this node, or was dialled. The caller must
// then occupy the place of an admitted peer, or abandon it.
func (n *Node) admit(node actor.Node, accepted bool) (*peer, wire.Refusal) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.peers[node.Name]
	if p == nil {
		p = new(peer)
	}
	c := claim{
		self: n.Self(), peer: node, leaving: n.leaving,
		reserved: p.reserved, dialling: p.dialling, past: p.past, accepted: accepted,
	}
	if p.conn != nil {
		c.connected = p.last
	}
	why := c.decide()
	if why != wire.Admitted {
		if p.conn != nil {
			p.conn.probe()
		}
		return nil, why
	}
	n.peers[node.Name] = p
	if accepted {
		p.reserved = true
	} else {
		p.dialling = true
	}
	return p, why
}

// occupy puts the connection into an admitted peer's place and runs it. It reports
// false if the place is taken or the node is leaving; the connection is then closed.
func (n *Node) occupy(p *peer, c *conn, accepted bool) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	p.settle(accepted)
	if n.leaving || p.conn != nil {
		c.raw.Close()
		return false
	}
	p.conn, p.lost = c, time.Time{}
	if now := c.peer.Node.Incarnation; p.last != now {
		if p.last != 0 {
			p.past = append(p.past, p.last)
			p.past = p.past[max(0, len(p.past)-maxPast):]
		}
		p.last = now
	}
	n.tasks.Go(c.run)
	return true
}

// abandon frees the place when a handshake failed after the peer was admitted.
func (n *Node) abandon(p *peer, accepted bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p.settle(accepted)
}

// settle ends what admit began.
func (p *peer) settle(accepted bool) {
	if accepted {
		p.reserved = false
	} else {
		p.dialling = false
	}
}
