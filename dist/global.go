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

// Global holds the names of the whole cluster, as one node knows them; see
// [Node.Global]. A name is removed when its process exits, or the connection to its
// node is lost.
//
// The rules are in package global; here its table gets a clock and connections.
// Events come from callers, connection readers, timers and process exits. Everything
// that follows from an event is queued under the lock, so that each peer is told in
// the table's order; nothing there waits.
type Global struct {
	node  *Node
	found sync.Map     // name to actor.PID, for look-ups
	named *group.Scope // local processes whose names are removed when they exit

	mu      sync.Mutex // guards the fields below
	table   *global.Table
	conns   map[actor.Node]*conn
	calls   uint64 // number of calls so far
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

// Global returns the names that processes have in the whole cluster. A hidden node
// takes no part: no node waits for it, and it finds only its own names.
func (n *Node) Global() *Global { return n.global }

// join begins a peer's session. It queues the snapshot, which has to go before
// everything else that a peer which is up expects.
func (g *Global) join(c *conn) {
	if c.secluded() {
		return
	}
	g.mu.Lock()
	g.conns[c.peer.Node] = c
	g.mu.Unlock()
	g.apply(global.Connected{Peer: c.peer.Node})
}

// leave ends a peer's session: its names are gone before its NodeDown is sent.
func (g *Global) leave(c *conn) {
	g.apply(global.Disconnected{Peer: c.peer.Node})
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.conns, c.peer.Node)
}

// got applies a peer's message about names. A snapshot comes before the peer is up,
// claims then and later, everything else after.
func (g *Global) got(c *conn, m wire.Opaque) error {
	said, err := decodeNames(c.peer.Node, m)
	if err != nil {
		return err
	}
	g.apply(global.Heard{From: c.peer.Node, Message: said})
	return nil
}

// named is the group that a named process is in while it lives.
const named = "named"

// watch removes the names of a process when it exits. It reports false if the node is
// leaving and names no process any more.
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

// run removes names with their processes, and all of them when the node leaves.
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

// apply gives the table an event, and carries out the effects.
func (g *Global) apply(e global.Event) {
	for _, lost := range g.effects(e) {
		g.node.sys.Send(lost.PID, NameConflict{lost.Name, lost.Winner})
	}
}

// effects is apply without the messages to local processes, which have no part in the
// order that the lock keeps.
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

// change updates what look-ups find.
func (g *Global) change(to global.Changed) {
	if to.PID.IsZero() {
		g.found.Delete(to.Name)
	} else {
		g.found.Store(to.Name, to.PID)
	}
}
