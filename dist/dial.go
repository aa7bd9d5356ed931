package dist

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mesh-actors/mesh/dist/wire"
)

// Connect connects to a node, by name or just by address (host:port), waiting until
// ctx ends. It returns when this node knows the peer's names, rooms and functions,
// and messages to its processes go there; if that is already so, it returns at once.
// The peer may need a moment longer for the same: until then it can't reach processes
// here. From then on the node stays connected: a lost connection is made again, until
// the peer leaves or Disconnect is called. It also connects to the nodes that the peer
// is connected to.
func (n *Node) Connect(ctx context.Context, target string) error {
	c, err := n.connect(ctx, target)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", target, err)
	}
	n.want(c)
	return nil
}

// connect returns the connection to a node, making one if there is none.
func (n *Node) connect(ctx context.Context, target string) (*conn, error) {
	if target == n.Self().Name {
		return nil, &wire.RefusedError{Why: wire.Self}
	}
	for {
		if c, err := n.routeByName(target); err == nil {
			return c, nil
		}
		c, name, err := n.dial(ctx, target)
		if err == nil {
			err = n.comeUp(ctx, c)
		}
		if err == nil {
			return c, nil
		}
		if c, up := n.routes.find(target); up {
			return c, nil // the peer dialled meanwhile
		}
		if !errors.Is(err, errElsewhere) {
			return nil, err
		}
		if c, err = n.await(ctx, name); err == nil {
			return c, nil
		} else if ctx.Err() != nil || n.ctx.Err() != nil {
			return nil, err
		}
	}
}

// comeUp waits until a connection carries signals, or returns why it will not.
func (n *Node) comeUp(ctx context.Context, c *conn) error {
	select {
	case <-c.upc:
		return nil
	case <-c.donec:
		return c.reason()
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-n.ctx.Done():
		return ErrLeaving
	}
}

// errElsewhere means that a dialled peer is connected by another attempt, or about to
// be.
var errElsewhere = errors.New("another connection to the node goes on instead")

// dial makes one attempt to connect. name is the peer's name, if the attempt got that
// far. If the peer is connected by another attempt, the error is errElsewhere.
func (n *Node) dial(ctx context.Context, target string) (c *conn, name string, err error) {
	n.mu.Lock()
	if n.leaving {
		n.mu.Unlock()
		return nil, "", ErrLeaving
	}
	n.tasks.Add(1)
	n.mu.Unlock()
	defer n.tasks.Done()
	ctx, cancel := context.WithTimeoutCause(ctx, n.config.HandshakeTimeout, context.DeadlineExceeded)
	defer cancel()
	defer context.AfterFunc(n.ctx, cancel)()

	raw, err := n.config.Transport.Dial(ctx, address(target))
	if err != nil {
		return nil, "", err
	}
	wanted := ""
	if strings.Contains(target, "@") {
		wanted = target
	}
	var met *peer
	m := meeting{n, raw, func(id wire.Identity) (why wire.Refusal) {
		name = id.Node.Name
		met, why = n.admit(id.Node, false)
		return why
	}}
	f, session, err := m.dialled(ctx, wanted)
	if err == nil {
		if c = n.newConn(met, raw, f, session); !n.occupy(met, c, false) {
			return nil, name, errElsewhere
		}
		return c, name, nil
	}
	if met != nil {
		n.abandon(met, false)
	}
	if why := refusal(err); why == wire.Connected || why == wire.Simultaneous {
		err = errElsewhere
	}
	return nil, name, err
}

// await waits for a connection that another attempt is making to a node, but no
// longer than an attempt may take.
func (n *Node) await(ctx context.Context, name string) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, n.config.HandshakeTimeout)
	defer cancel()
	for {
		changedc := n.changes()
		if c, err := n.routeByName(name); err == nil {
			return c, nil
		}
		select {
		case <-changedc:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-n.ctx.Done():
			return nil, ErrLeaving
		}
	}
}
