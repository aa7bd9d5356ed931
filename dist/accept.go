package dist

import (
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// accept takes connections until the listener is closed.
func (n *Node) accept() {
	for n.ctx.Err() == nil {
		c, err := n.listener.Accept()
		if err != nil {
			n.pause(n.ctx, 50*time.Millisecond) // out of file descriptors, most likely
			continue
		}
		s, ok := n.door.enter(c)
		if !ok || !n.spawn(func() { n.receive(s) }) {
			c.Close()
		}
	}
}

// receive does the handshake with a stranger, and runs the connection if it proves to
// be a peer.
func (n *Node) receive(s *stranger) {
	var met *peer
	m := meeting{n, s.conn, func(id wire.Identity) (why wire.Refusal) {
		met, why = n.admit(id.Node, true)
		return why
	}}
	f, session, err := m.accepted(n.ctx, func() { n.door.spoke(s) })
	n.door.leave(s)
	if err == nil {
		n.occupy(met, n.newConn(met, s.conn, f, session), true)
		return
	}
	if met != nil {
		n.abandon(met, true)
	}
	n.log.Debug("stranger turned away", "from", s.conn.RemoteAddr(), "error", err)
}
