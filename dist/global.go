package dist

import (
	"context"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
)

// Global is the names of the whole cluster, as a node knows them; see
// [Node.Global]. A name goes with its process, and with the connection to its
// node.
//
// The rules are package global's; here its table gets a clock and connections.
// Events come from callers, connections' readers, timers and the ends of
// processes. Whatever follows from one is put on its way under the lock, so that
// each peer is told in the table's order; nothing there waits.
type Global struct {
	node  *Node
	found sync.Map     // name to actor.PID: what look-ups find
	named *group.Scope // processes of this node whose names are to go with them

	mu      sync.Mutex // guards what follows
	table   *global.Table
	conns   map[actor.Node]*conn
	calls   uint64 // ever begun
	replies map[uint64]chan global.Reply
}

func newGlobal(n *Node) *Global {
	g := &Global{
		node:    n,
		named:   group.NewScope(n.sys),
		table:   global.New(global.Config{Self: n.Self(), Resolve: n.config.Resolve}),
		conns:   make(map[actor.Node]*conn),
		replies: make(map[uint64]chan global.Reply),
	}
	g.named.Follow(g.gone)
	return g
}

// Global is the names that processes have in the whole cluster. A hidden node takes
// no part: nobody waits for it, and it finds no names but its own.
func (n *Node) Global() *Global { return n.global }

// join begins a peer's session: it puts the snapshot, which has to go before all
// that is known to the peer once it is up.
func (g *Global) join(c *conn) {
	if c.secluded() {
		return
	}
	g.mu.Lock()
	g.conns[c.peer.Node] = c
	g.mu.Unlock()
	g.apply(global.Connected{Peer: c.peer.Node})
}

// leave ends it: the peer's names are gone before its node-down is told.
func (g *Global) leave(c *conn) {
	g.apply(global.Disconnected{Peer: c.peer.Node})
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.conns, c.peer.Node)
}

// got applies what a peer says of names. A snapshot comes before the peer is up,
// claims then and later, all else after.
func (g *Global) got(c *conn, m wire.Opaque) error {
	said, err := decodeNames(c.peer.Node, m)
	if err != nil {
		return err
	}
	g.apply(global.Heard{From: c.peer.Node, Message: said})
	return nil
}

// The group that a named process is in while it lives.
const named = "named"

// watch has the names of a process go when it exits. False: the node leaves, and
// names nobody any more.
func (g *Global) watch(pid actor.PID) bool {
	if pid.Node() != g.node.Self() {
		return true
	}
	g.named.Join(named, pid)
	if g.node.ctx.Err() == nil {
		return true
	}
	g.named.Leave(named, pid) // run may have looked before
	return false
}

// run has names go with their processes, and in the end with the node.
func (g *Global) run(ctx context.Context) {
	group.Keep(ctx, g.named)
	for pid := range g.named.Members(named) {
		g.named.Leave(named, pid)
	}
}

func (g *Global) gone(c group.Change) {
	if c.Left {
		g.apply(global.Exited{PID: c.PIDs[0]})
	}
}

// apply tells the table of an event, and does what it asks for.
func (g *Global) apply(e global.Event) {
	for _, lost := range g.effects(e) {
		g.node.sys.Send(lost.PID, NameConflict{lost.Name, lost.Winner})
	}
}

// effects is apply without the messages to processes, which take no part in the
// order that the lock is for.
func (g *Global) effects(e global.Event) (lost []global.Lost) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, effect := range g.table.Apply(e) {
		switch effect := effect.(type) {
		case global.Send:
			for _, m := range inFrames(effect.Message) {
				g.conns[effect.To].tell(encodeNames(m))
			}
		case global.Reply:
			g.replies[effect.ID] <- effect // has room
			delete(g.replies, effect.ID)
		case global.Changed:
			g.change(effect)
		case global.Lost:
			lost = append(lost, effect)
		case global.Timer:
			time.AfterFunc(effect.After, func() { g.apply(global.Ticked{ID: effect.ID}) })
		case global.Drop:
			g.conns[effect.Peer].fail(effect.Err)
		}
	}
	return lost
}

// change has look-ups find another process.
func (g *Global) change(to global.Changed) {
	if to.PID.IsZero() {
		g.found.Delete(to.Name)
	} else {
		g.found.Store(to.Name, to.PID)
	}
}
