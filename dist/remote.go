package dist

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// outward is the [actor.Remote] of the node's system: it finds the connection.
type outward struct{ n *Node }

var _ actor.Remote = outward{}

// route returns the connection to a node. No process of an ended run is left.
func (n *Node) route(to actor.Node) (*conn, error) {
	c, err := n.routeByName(to.Name)
	if to.Name == n.sys.Node().Name || err == nil && c.peer.Node != to {
		return nil, actor.NoProc
	}
	return c, err
}

func (n *Node) routeByName(name string) (*conn, error) {
	if c, ok := n.routes.find(name); ok {
		return c, nil
	}
	return nil, actor.NoConnection
}

func (o outward) to(a actor.Address) (*conn, error) {
	if a.PID.IsZero() {
		return o.n.routeByName(a.Node)
	}
	return o.n.route(a.PID.Node())
}

func (o outward) Send(by actor.Author, to actor.Address, msg any) error {
	c, err := o.to(to)
	if err == nil {
		err = c.send(by, to, msg)
	}
	return unsent(to, err)
}

func (o outward) SendContext(ctx context.Context, by actor.Author, to actor.Address, msg any) error {
	c, err := o.to(to)
	if err == nil {
		err = c.sendContext(ctx, by, to, msg)
	}
	return unsent(to, err)
}

// unsent returns the error that a sender gets.
func unsent(to actor.Address, err error) error {
	switch err {
	case nil, actor.ErrExiting:
		return err
	case errClosed:
		err = actor.NoConnection
	}
	return fmt.Errorf("send to %v: %w", to, err)
}

func (o outward) Call(by actor.Author, to actor.Address, request any, w actor.Waiter) (hangUp func(), err error) {
	c, err := o.to(to)
	if err != nil {
		return nil, err
	}
	if hangUp, err = c.call(by, to, request, w); err == errClosed {
		err = actor.NoConnection
	}
	return hangUp, err
}

func (o outward) Signal(s actor.Signal) error {
	if s.Kind == actor.SignalDemonitor && s.To.IsZero() {
		for c := range o.n.routes.conns() {
			c.demonitor(s)
		}
		return nil
	}
	to := s.At
	if !s.To.IsZero() {
		to = actor.Address{PID: s.To}
	}
	c, err := o.to(to)
	if err != nil {
		return err
	}
	return c.signal(s)
}
