package dist

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// encode makes a frame, which may be too long for one, from a message that ends with
// a value. A value that cannot travel is refused here, to its sender.
func encode[M wire.Message](c *conn, m M, v any) (*[]byte, error) {
	buf := newFrame()
	b, err := c.table.Append(m.Append(wire.Begin(*buf, m.Kind())), v)
	return c.framed(buf, b, err)
}

// framed finishes what was begun in buf and has become b.
func (c *conn) framed(buf *[]byte, b []byte, err error) (*[]byte, error) {
	if size := uint64(len(b) - wire.HeaderSize); err == nil && size > c.peer.Limits.Message {
		err = fmt.Errorf("message of %d bytes: %w, the peer takes %d", size, wire.ErrTooLarge, c.peer.Limits.Message)
	}
	if err != nil {
		recycle(buf)
		return nil, err
	}
	wire.End(b, 0) // if it is too long, the outbox cuts it
	if len(b) > wire.MaxFrame {
		recycle(buf) // it was too small
		buf = new([]byte)
	}
	*buf = b
	return buf, nil
}

// send sends a message to a process of the peer, by PID or name.
func (c *conn) send(by actor.Author, to actor.Address, msg any) error {
	buf, err := c.encodeSend(by, to, msg)
	if err != nil {
		return err
	}
	return c.out.put(by.PID().ID(), buf, usual, by)
}

// sendContext is send, but waits for room.
func (c *conn) sendContext(ctx context.Context, by actor.Author, to actor.Address, msg any) error {
	for {
		buf, err := c.encodeSend(by, to, msg)
		if err != nil {
			return err
		}
		size := len(*buf)
		if err = c.out.put(by.PID().ID(), buf, usual, by); err != ErrBusy {
			return err
		}
		select {
		case <-c.out.room(size):
		case <-by.Done():
			return actor.ErrExiting
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *conn) encodeSend(by actor.Author, to actor.Address, msg any) (*[]byte, error) {
	from := by.PID().ID()
	if to.PID.IsZero() {
		return encode(c, wire.SendName{From: from, Name: to.Name}, msg)
	}
	return encode(c, wire.Send{From: from, To: to.PID.ID()}, msg)
}

func (c *conn) gotSend(m wire.Send) {
	if v, ok := c.decode(m.Body); ok {
		c.node.in.Send(m.To, v)
	}
}

func (c *conn) gotSendName(m wire.SendName) {
	if v, ok := c.decode(m.Body); ok {
		c.node.in.SendName(m.Name, v)
	}
}

// decode decodes the value in a body. If it can't, only that message is lost, not the
// connection: the peer may be of another version.
func (c *conn) decode(body []byte) (any, bool) {
	v, err := c.table.Decode(body)
	if err != nil {
		c.node.log.Warn("message from a peer can't be read", "peer", c.peer.Node, "error", err)
	}
	return v, err == nil
}
