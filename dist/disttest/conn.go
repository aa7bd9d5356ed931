package disttest

import (
	"bytes"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// conn is one end of a connection.
type conn struct {
	network       *Network
	in, out       *pipe
	local, remote addr
	// The network's lock guards these.
	closed          bool
	readBy, writeBy time.Time // deadlines; zero: none
}

// An addr is a host's name and a port.
type addr string

func (addr) Network() string  { return "memory" }
func (a addr) String() string { return string(a) }

// join connects two hosts. The caller holds the network's lock.
func (n *Network) join(from, to string, local, remote addr) (near, far *conn) {
	l := &link{changed: make(chan struct{})}
	there := &pipe{way: n.way(from, to), chance: n.chance(from, to), link: l}
	back := &pipe{way: n.way(to, from), chance: n.chance(to, from), link: l, back: there}
	there.back = back
	there.way.pipes[there], back.way.pipes[back] = true, true
	near = &conn{network: n, in: back, out: there, local: local, remote: remote}
	far = &conn{network: n, in: there, out: back, local: remote, remote: local}
	return near, far
}

func (c *conn) Read(b []byte) (int, error) {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	for {
		now := time.Now()
		if err := c.stopped(now, c.readBy); err != nil {
			return 0, c.fail("read", err)
		}
		next, due := c.in.next(now)
		switch {
		case next == nil:
			c.wait(c.readBy, due)
		case next.what == end:
			return 0, io.EOF
		case next.what == reset:
			return 0, c.fail("read", syscall.ECONNRESET)
		default:
			return c.in.read(b), nil
		}
	}
}

func (c *conn) Write(b []byte) (written int, err error) {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	for {
		now := time.Now()
		broken, due := c.in.broken(now)
		err := c.stopped(now, c.writeBy)
		switch {
		case err != nil:
		case broken:
			err = syscall.ECONNRESET
		case c.out.ended:
			err = syscall.EPIPE
		case len(b) == 0:
			return 0, nil
		}
		if err != nil {
			return written, c.fail("write", err)
		}
		room := max(0, c.out.way.buffer()-c.out.size)
		part := b[written:][:min(len(b)-written, packet, room)]
		if len(part) == 0 {
			c.wait(c.writeBy, due)
			continue
		}
		c.out.send(data, bytes.Clone(part), now)
		if written += len(part); written == len(b) {
			return written, nil
		}
	}
}

// stopped returns why this end can't go on, or nil.
func (c *conn) stopped(now, deadline time.Time) error {
	switch {
	case c.closed:
		return net.ErrClosed
	case !deadline.IsZero() && !now.Before(deadline):
		return os.ErrDeadlineExceeded
	}
	return nil
}

// wait waits for something to change, or for the earlier of two times, if they are
// not zero. The network's lock is held before and after, but not meanwhile.
func (c *conn) wait(a, b time.Time) {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		a = b
	}
	var due <-chan time.Time
	if !a.IsZero() {
		t := time.NewTimer(time.Until(a))
		defer t.Stop()
		due = t.C
	}
	changed := c.in.link.changed
	c.network.mu.Unlock()
	defer c.network.mu.Lock()
	select {
	case <-changed:
	case <-due:
	}
}

// Close ends both directions: what was written arrives, what arrives is refused.
func (c *conn) Close() error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.fail("close", net.ErrClosed)
	}
	c.closed, c.in.deaf = true, true
	if !c.out.ended {
		c.out.send(end, nil, time.Now())
	}
	c.in.refuse(time.Now())
	if c.out.deaf { // nobody reads any more
		delete(c.in.way.pipes, c.in)
		delete(c.out.way.pipes, c.out)
	}
	c.in.link.wake()
	return nil
}

// CloseWrite ends the writing direction. This end can still read.
func (c *conn) CloseWrite() error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.fail("close", net.ErrClosed)
	}
	if !c.out.ended {
		c.out.send(end, nil, time.Now())
	}
	return nil
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

func (c *conn) SetDeadline(t time.Time) error      { return c.setDeadlines(t, &c.readBy, &c.writeBy) }
func (c *conn) SetReadDeadline(t time.Time) error  { return c.setDeadlines(t, &c.readBy) }
func (c *conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.writeBy) }

func (c *conn) setDeadlines(t time.Time, which ...*time.Time) error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.fail("set deadline", net.ErrClosed)
	}
	for _, d := range which {
		*d = t
	}
	c.in.link.wake()
	return nil
}

func (c *conn) fail(op string, err error) error {
	return &net.OpError{Op: op, Net: c.local.Network(), Source: c.local, Addr: c.remote, Err: err}
}
