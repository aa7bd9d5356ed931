package dist

import (
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// read is the connection's reader: it applies one frame after the other until the
// connection ends, and returns why it ended. It never waits for anything but frames.
func (c *conn) read() error {
	for {
		f, err := c.net.next(wire.MaxFrame)
		if err != nil {
			return err
		}
		if f.Kind == wire.KindOpen || f.Kind == wire.KindMore {
			done := false
			if f, done, err = c.parts.Add(f); err != nil {
				return err
			}
			if !done {
				continue
			}
		}
		if f.Kind != wire.KindPing && f.Kind != wire.KindPong {
			c.received.Store(c.received.Load() + 1) // no other goroutine writes it
		}
		if err := c.apply(f); err != nil {
			return err
		}
	}
}

// apply applies a message. An error means that the peer breaks the protocol, or
// leaves.
func (c *conn) apply(f wire.Frame) error {
	if f.Kind == wire.KindSend && c.up() { // the most frequent kind
		var m wire.Send
		if err := m.Decode(f.Payload); err != nil {
			return err
		}
		c.gotSend(m)
		return nil
	}
	m, err := wire.Decode(f)
	if err != nil {
		return err
	}
	if c.applyToNode(m) {
		return nil
	}
	switch m := m.(type) {
	case wire.TypeNames:
		return c.table.Learn(m)
	case wire.Goodbye:
		if m.Complaint != "" {
			return fmt.Errorf("the peer complains: %s", m.Complaint)
		}
		return ErrLeft
	case wire.Members:
		return c.gotMembers(m)
	case wire.Opaque:
		first := m.Of == wire.KindNamesSnapshot
		if first != c.up() || m.Of == wire.KindNamesClaim {
			return c.node.global.got(c, m)
		}
	case wire.Synced:
		if !c.up() {
			c.node.joined(c)
			return nil
		}
	default:
		if c.up() {
			return c.applySignal(m)
		}
	}
	return fmt.Errorf("%v at the wrong time: %w", f.Kind, wire.ErrMalformed)
}

// applyToNode applies a message that concerns only the two nodes. It reports false
// for any other.
func (c *conn) applyToNode(m wire.Message) bool {
	switch m := m.(type) {
	case wire.Ping:
		c.out.beat(wire.Pong(m))
	case wire.Pong: // any byte is a sign of life
		c.trip.answered(m, time.Now())
	case wire.Functions:
		c.setOffered(m.Names)
	case wire.Peers:
		if c.up() && !c.secluded() {
			c.node.introduced(m.Names)
		}
	default:
		return false
	}
	return true
}

// applySignal applies a signal from a process of the peer.
func (c *conn) applySignal(m wire.Message) error {
	switch m := m.(type) {
	case wire.SendName:
		c.gotSendName(m)
	case wire.Broadcast:
		c.gotBroadcast(m)
	case wire.Exit:
		c.node.in.Exit(c.theirs(m.From), m.To, m.Reason)
	case wire.Link:
		return c.gotLink(m)
	case wire.Unlink:
		c.gotUnlink(m)
	case wire.Unlinked:
		c.gotUnlinked(m)
	case wire.LinkExit:
		c.gotLinkExit(m)
	case wire.Monitor:
		return c.gotMonitor(m)
	case wire.Demonitor:
		c.gotDemonitor(m)
	case wire.Down:
		c.gotDown(m)
	case wire.Call:
		return c.gotCall(m.Call, m.To, "", m.Body)
	case wire.CallTo:
		return c.gotCall(m.Call, 0, m.Name, m.Body)
	case wire.Reply:
		c.gotReply(m)
	case wire.HangUp:
		c.gotHangUp(m)
	case wire.Spawn:
		return c.gotSpawn(m)
	case wire.Spawned:
		c.gotSpawned(m)
	default:
		return fmt.Errorf("%v: %w", m.Kind(), wire.ErrMalformed)
	}
	return nil
}
