package dist

import (
	"log/slog"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// joined is called by a connection's reader when the peer's snapshots are in: NodeUp
// comes before any signal of the peer, and before Connect returns (S43).
func (n *Node) joined(c *conn) {
	n.mu.Lock()
	n.routes.add(c.peer.Node.Name, c)
	watches := n.watching(c.peer)
	n.mu.Unlock()
	for _, w := range watches {
		n.sys.Send(w.pid, NodeUp{c.peer.Node})
	}
	close(c.upc)
	n.log.Log(n.ctx, c.news(), "node is up", "peer", c.peer.Node, "protocol", c.protocol)
	if !c.peer.Hidden {
		if !n.config.Hidden { // a hidden node would join clusters that know nothing of each other
			c.introduce()
		}
		n.keep(c.peer.Node.Name, false, c)
	}
	n.changed()
}

// lost is called by a connection's reader when it ends and all ties are cut: NodeDown
// comes after everything else, and before the next NodeUp.
func (n *Node) lost(c *conn) {
	n.mu.Lock()
	up := n.routes.remove(c.peer.Node.Name, c)
	var watches []*Watch
	if up {
		watches = n.watching(c.peer)
	}
	n.mu.Unlock()
	if up {
		n.log.Log(n.ctx, c.news(), "node is down", "peer", c.peer.Node, "reason", c.reason())
		for _, w := range watches {
			n.sys.Send(w.pid, NodeDown{c.peer.Node, c.reason()})
		}
	}
	n.mu.Lock()
	p := n.peers[c.peer.Node.Name]
	p.conn = nil
	p.counts.add(c.counts())
	parted := c.reason() == ErrLeft || c.reason() == ErrDisconnected
	if p.counts.Connections > 0 && !parted && !c.peer.Hidden { // an observer leaves no trace
		p.lost = time.Now()
	}
	n.forget(time.Now())
	n.mu.Unlock()
	n.changed()
}

// news returns the log level for the peer's coming and going.
func (c *conn) news() slog.Level {
	if c.peer.Hidden {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// changes returns a channel closed when a peer comes or goes, or a node offers more.
func (n *Node) changes() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.changedc
}

// changed wakes those that wait for such a change.
func (n *Node) changed() {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.changedc)
	n.changedc = make(chan struct{})
}

// introduce tells the peer the names of the other nodes.
func (c *conn) introduce() {
	var names []string
	for _, node := range c.node.List() {
		if node != c.peer.Node {
			names = append(names, node.Name)
		}
	}
	for len(names) > 0 {
		n := wire.Fit(names)
		c.tell(wire.Peers{Names: names[:n]})
		names = names[n:]
	}
}

// introduced handles a peer's list of its peers: connecting to one node of a cluster
// connects to all. A hidden node connects only to those it was told to, and
// introduces none.
func (n *Node) introduced(names []string) {
	for _, name := range names {
		if checkName(name) == nil {
			n.keep(name, false, nil)
		}
	}
}

// NodeUp is sent when a node has connected.
type NodeUp struct{ Node actor.Node }

// NodeDown is sent when a node is no longer connected, or could not be reached: then
// it has no incarnation.
type NodeDown struct {
	Node   actor.Node
	Reason error
}

// A Watch makes a process receive [NodeUp] and [NodeDown].
type Watch struct {
	node *Node
	pid  actor.PID
	name string // of the node; any node if empty
	told bool   // something was sent; guarded by node.mu
}

// Monitor makes a process receive NodeUp and NodeDown for the node with this name,
// one for each change and each monitor, for as long as the process lives. A node that
// is not connected is dialled first, and reported down if that fails (S42). With an
// empty name it reports all nodes but hidden ones.
func (n *Node) Monitor(pid actor.PID, name string) *Watch {
	w := &Watch{node: n, pid: pid, name: name}
	n.mu.Lock()
	if len(n.watches) == cap(n.watches) { // before the slice grows
		n.forgetWatches()
	}
	n.watches = append(n.watches, w)
	_, err := n.routeByName(name)
	n.mu.Unlock()
	if name == "" || err == nil {
		return w
	}
	dials := n.spawn(func() {
		if _, err := n.connect(n.ctx, name); err != nil {
			w.unreached(err)
		}
	})
	if !dials {
		w.unreached(ErrLeaving)
	}
	return w
}

// unreached reports that the node could not be reached, unless it connected by itself
// meanwhile, which was already reported. The lock makes any later NodeUp come after.
func (w *Watch) unreached(why error) {
	n := w.node
	n.mu.Lock()
	defer n.mu.Unlock()
	if !w.told && slices.Contains(n.watches, w) {
		w.told = true
		n.sys.Send(w.pid, NodeDown{actor.Node{Name: w.name}, why})
	}
}

// Stop ends the monitor. Messages already sent may still be in the mailbox.
func (w *Watch) Stop() {
	w.node.mu.Lock()
	defer w.node.mu.Unlock()
	w.node.watches = slices.DeleteFunc(w.node.watches, func(other *Watch) bool { return other == w })
}

// watching returns the watches to tell of a peer. The caller holds n.mu.
func (n *Node) watching(peer wire.Identity) (told []*Watch) {
	n.forgetWatches()
	for _, w := range n.watches {
		if w.name == peer.Node.Name || w.name == "" && !peer.Hidden {
			w.told = true
			told = append(told, w)
		}
	}
	return told
}

// forgetWatches removes the watches of processes that are gone. The caller holds
// n.mu.
func (n *Node) forgetWatches() {
	n.watches = slices.DeleteFunc(n.watches, func(w *Watch) bool { return !n.sys.Alive(w.pid) })
}
