package dist

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
)

// meeting is a handshake on a new connection, on either side.
type meeting struct {
	node  *Node
	raw   net.Conn
	admit func(wire.Identity) wire.Refusal
}

// dialled does the handshake with the node dialled by this name; any if empty.
func (m meeting) dialled(ctx context.Context, name string) (*framer, wire.Session, error) {
	return m.hold(ctx, tls.Client, m.node.tls.now().dial, func(c wire.HandshakeConfig) (*wire.Handshake, []byte, error) {
		c.Dialled = name
		return wire.Initiate(c)
	})
}

// accepted does the handshake with a node that dialled. past is called when TLS is
// done.
func (m meeting) accepted(ctx context.Context, past func()) (*framer, wire.Session, error) {
	return m.hold(ctx, tls.Server, m.node.tls.now().accept, func(c wire.HandshakeConfig) (*wire.Handshake, []byte, error) {
		past()
		h, err := wire.Accept(c)
		return h, nil, err
	})
}

// hold does the whole handshake within its timeout. If it fails, the connection is
// closed.
func (m meeting) hold(ctx context.Context, side func(net.Conn, *tls.Config) *tls.Conn, config *tls.Config, begin func(wire.HandshakeConfig) (*wire.Handshake, []byte, error)) (*framer, wire.Session, error) {
	m.raw.SetDeadline(time.Now().Add(m.node.config.HandshakeTimeout))
	defer context.AfterFunc(ctx, func() { m.raw.Close() })()
	shallow(m.raw)
	below := &gatherer{Conn: m.raw}
	conn := side(below, config)
	f := newFramer(conn, below)
	s, err := m.steps(ctx, conn, f, begin)
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		m.raw.Close()
		return nil, s, err
	}
	m.raw.SetDeadline(time.Time{})
	return f, s, nil
}

func (m meeting) steps(ctx context.Context, conn *tls.Conn, f *framer, begin func(wire.HandshakeConfig) (*wire.Handshake, []byte, error)) (wire.Session, error) {
	binding, err := shake(ctx, conn)
	if err != nil {
		return wire.Session{}, err
	}
	h, frame, err := begin(wire.HandshakeConfig{
		Self:    m.node.identity(),
		Cookies: m.node.config.Cookies,
		Binding: binding,
		Admit: func(id wire.Identity) wire.Refusal {
			if m.node.tls.mutual && !certified(conn.ConnectionState(), id.Node.Name) {
				return wire.Unproven
			}
			return m.admit(id)
		},
	})
	for {
		if len(frame) > 0 {
			_, werr := conn.Write(frame)
			err = errors.Join(err, werr)
		}
		if err != nil {
			return wire.Session{}, err
		}
		if s, done := h.Done(); done {
			return s, nil
		}
		var got wire.Frame
		if got, err = f.next(wire.MaxEarlyFrame); err == nil {
			frame, err = h.Step(got)
		} else {
			frame = nil
		}
	}
}

// refusal returns the refusal that ended a handshake, if there was one.
func refusal(err error) wire.Refusal {
	if e, ok := errors.AsType[*wire.RefusedError](err); ok {
		return e.Why
	}
	return wire.Admitted
}
