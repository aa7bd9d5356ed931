package dist

import (
	"fmt"

	"github.com/mesh-actors/mesh/dist/room"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Rooms returns the groups of processes in the whole cluster. A hidden node takes no
// part: its rooms have only its own members.
func (n *Node) Rooms() *room.Rooms { return n.rooms }

// roomy is a connection as package room sees it.
type roomy struct{ c *conn }

func (r roomy) Tell(m wire.Message) { r.c.tell(m) }

func (r roomy) Broadcast(by actor.Author, m wire.Broadcast, msg any) error {
	if err := r.c.table.Reads(msg); err != nil {
		return err
	}
	buf := newFrame()
	frame, err := r.c.framed(buf, m.Append(wire.Begin(*buf, m.Kind())), nil)
	if err != nil {
		return err
	}
	if err = r.c.out.put(m.From, frame, usual, by); err == errClosed {
		return actor.NoConnection
	}
	return err
}

// secluded reports whether one of the two nodes is hidden: then neither tells the
// other of names, rooms and nodes.
func (c *conn) secluded() bool { return c.peer.Hidden || c.node.config.Hidden }

// enterRooms begins the exchange about rooms, before everything else that a peer
// which is up expects.
func (c *conn) enterRooms() {
	if !c.secluded() {
		c.node.roomPeers.Connected(c.peer.Node, roomy{c})
	}
}

// gotMembers applies the peer's message about its rooms, at any time.
func (c *conn) gotMembers(m wire.Members) error {
	if c.secluded() {
		return fmt.Errorf("%v of a hidden node: %w", m.Kind(), wire.ErrMalformed)
	}
	return c.node.roomPeers.Heard(c.peer.Node, m)
}

func (c *conn) gotBroadcast(m wire.Broadcast) {
	if v, ok := c.decode(m.Body); ok {
		c.node.roomPeers.Broadcast(m, v)
	}
}
