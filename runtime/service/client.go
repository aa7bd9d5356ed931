package service

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Run returns the [actor.Starter] of servers; each gets a new one from make.
func Run(make func() Server) actor.Starter {
	return func(by actor.Spawner, opts ...actor.Option) actor.PID {
		return by.SpawnHandler(handler(make()), opts...)
	}
}

// Start starts a server and returns when its Init has returned; see
// [actor.Start].
func Start(ctx context.Context, by actor.Spawner, s Server, opts ...actor.Option) (actor.PID, error) {
	return actor.Start(ctx, by, Run(func() Server { return s }), opts...)
}

// A Target is the server to call: a PID, or a name, on this node or, for
// name@node, on that one.
type Target interface{ actor.PID | string }

// Call sends a request to a server and waits for its reply until ctx ends. It
// fails with the error that the server replied; with an [*actor.CallError] if
// there will be no reply, because the server does not exist, exits, or ctx ends;
// or with a [*TypeError] if the reply is not an R. A nil reply becomes R's zero
// value. A late reply goes nowhere.
func Call[R any, T Target](ctx context.Context, from actor.Sender, to T, request any) (R, error) {
	var none R
	var v any
	var err error
	switch to := any(to).(type) {
	case actor.PID:
		v, err = from.Call(ctx, to, request)
	case string:
		v, err = from.CallName(ctx, to, request)
	}
	if err != nil {
		return none, err
	}
	if r, ok := v.(R); ok || v == nil {
		return r, nil
	}
	return none, &TypeError{request, v, reflect.TypeFor[R]().String()}
}

// A TypeError is returned when a reply is not of the type the caller named.
type TypeError struct {
	Request, Reply any
	Want           string
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("reply to %T is a %T, not a %s", e.Request, e.Reply, e.Want)
}

// Cast sends msg to a server without waiting. It is no error if the server does
// not exist. Cast fails if it is already known that msg can't arrive: the node is
// not connected, the mailbox or the way to it is full, or msg cannot travel.
func Cast[T Target](from actor.Sender, to T, msg any) error {
	var err error
	switch to := any(to).(type) {
	case actor.PID:
		err = from.Send(to, actor.Cast{Body: msg})
	case string:
		err = from.SendName(to, actor.Cast{Body: msg})
	}
	if errors.Is(err, actor.ErrNotRegistered) {
		return nil
	}
	return err
}
