package dist

import (
	"fmt"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// errTooMany means that a peer makes more ties than it may. errTwice means that it
// makes a call or a monitor that already exists: the two would count as one.
var (
	errTooMany = fmt.Errorf("links, monitors and calls: %w", wire.ErrTooLarge)
	errTwice   = fmt.Errorf("a call or a monitor that is there already: %w", wire.ErrMalformed)
)

func tooMany(twice bool) error {
	if twice {
		return errTwice
	}
	return errTooMany
}

// link links a process here to one of the peer; the process has already made its end.
func (c *conn) link(s actor.Signal) error {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut {
		return actor.NoConnection
	}
	t.links[pair{s.From.ID(), s.To.ID()}] = struct{}{}
	return c.put(s.From.ID(), wire.Link{From: s.From.ID(), To: s.To.ID()}, urgent)
}

// unlink removes a link. Until the peer has acknowledged that, its signals about this
// link still mean the old one and are ignored.
func (c *conn) unlink(s actor.Signal) error {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut {
		return actor.NoConnection
	}
	p := pair{s.From.ID(), s.To.ID()}
	delete(t.links, p)
	t.unlinks++
	t.unlinking[p] = t.unlinks
	return c.put(p.here, wire.Unlink{From: p.here, To: p.there, Number: t.unlinks}, urgent)
}

// linkExit tells the peer's process that a process linked to it has exited.
func (c *conn) linkExit(s actor.Signal) error {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.links, pair{s.From.ID(), s.To.ID()})
	return c.put(s.From.ID(), wire.LinkExit{From: s.From.ID(), To: s.To.ID(), Reason: s.Reason}, urgent)
}

func (c *conn) gotLink(m wire.Link) error {
	t, p := c.ties, pair{m.To, m.From}
	t.mu.Lock()
	if t.full() {
		t.mu.Unlock()
		return errTooMany
	}
	_, ignored := t.unlinking[p]
	if !ignored {
		t.links[p] = struct{}{} // first: the process may exit as soon as it is tied
	}
	t.mu.Unlock()
	if ignored || c.node.in.Link(c.theirs(m.From), m.To) {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.links, p)
	c.put(m.To, wire.LinkExit{From: m.To, To: m.From, Reason: actor.NoProc}, urgent)
	return nil
}

func (c *conn) gotUnlink(m wire.Unlink) {
	c.node.in.Unlink(c.theirs(m.From), m.To)
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.links, pair{m.To, m.From})
	c.put(m.To, wire.Unlinked{From: m.To, To: m.From, Number: m.Number}, urgent)
}

func (c *conn) gotUnlinked(m wire.Unlinked) {
	t, p := c.ties, pair{m.To, m.From}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.unlinking[p] == m.Number {
		delete(t.unlinking, p)
	}
}

func (c *conn) gotLinkExit(m wire.LinkExit) {
	t, p := c.ties, pair{m.To, m.From}
	t.mu.Lock()
	_, ignored := t.unlinking[p]
	if !ignored {
		delete(t.links, p)
	}
	t.mu.Unlock()
	if !ignored {
		c.node.in.LinkExit(c.theirs(m.From), m.To, m.Reason)
	}
}
