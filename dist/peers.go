package dist

import (
	"log/slog"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// joined is called by a connection's reader, when the peer's snapshots are in:
// node-up comes before any signal of the peer, and before Connect returns (S43).
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
		if !n.config.Hidden { // it would join clusters that know nothing of each other
			c.introduce()
		}
		n.keep(c.peer.Node.Name, false, c)
	}
	n.changed()
}

// lost is called by a connection's reader at its end, when all ties are cut:
// node-down comes after all else, and before the next node-up.
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
	if p.counts.Connections > 0 && !parted && !c.peer.Hidden { // who only looked leaves no trace
		p.lost = time.Now()
	}
	n.forget(time.Now())
	n.mu.Unlock()
	n.changed()
}

// news is how much it matters to the log that the peer comes or goes.
func (c *conn) news() slog.Level {
	if c.peer.Hidden {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// changes is closed when a peer comes or goes, or a node offers more.
func (n *Node) changes() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.changedc
}

// changed wakes those who wait for that.
func (n *Node) changed() {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.changedc)
	n.changedc = make(chan struct{})
}

// introduce tells the peer of the others.
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

// introduced is told of a peer's peers: connecting to one node of a cluster
// connects to all. A hidden node keeps to those it was told to connect to, and tells
// nobody of others.
func (n *Node) introduced(names []string) {
	for _, name := range names {
		if checkName(name) == nil {
			n.keep(name, false, nil)
		}
	}
}

// NodeUp is the message that a node is connected.
type NodeUp struct{ Node actor.Node }

// NodeDown is the message that a node is not connected any more, or could not be
// reached: then it has no incarnation.
type NodeDown struct {
	Node   actor.Node
	Reason error
}

// A Watch has a process receive [NodeUp] and [NodeDown].
type Watch struct {
	node *Node
	pid  actor.PID
	name string // of the node; any if empty
	told bool   // of any; guarded by node.mu
}

// Monitor has a process receive NodeUp and NodeDown for the node with this name,
// one for each change and each monitor, as long as the process lives. A node that
// is not connected is dialled first, and is down if that fails (S42). With an empty
// name it is told of all nodes but hidden ones.
func (n *Node) Monitor(pid actor.PID, name string) *Watch {
	w := &Watch{node: n, pid: pid, name: name}
	n.mu.Lock()
	if len(n.watches) == cap(n.watches) { // before there is made room for more
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

// unreached tells that the node could not be reached, unless it came by itself while it
// was dialled: then that was told. The lock is held so that its coming is told after.
func (w *Watch) unreached(why error) {
	n := w.node
	n.mu.Lock()
	defer n.mu.Unlock()
	if !w.told && slices.Contains(n.watches, w) {
		w.told = true
		n.sys.Send(w.pid, NodeDown{actor.Node{Name: w.name}, why})
	}
}

// Stop ends the monitor. Messages that were sent may still be in the mailbox.
func (w *Watch) Stop() {
	w.node.mu.Lock()
	defer w.node.mu.Unlock()
	w.node.watches = slices.DeleteFunc(w.node.watches, func(other *Watch) bool { return other == w })
}

// watching is who is to be told of a peer. n.mu is held.
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

// forgetWatches forgets those of processes that are gone. n.mu is held.
func (n *Node) forgetWatches() {
	n.watches = slices.DeleteFunc(n.watches, func(w *Watch) bool { return !n.sys.Alive(w.pid) })
}
