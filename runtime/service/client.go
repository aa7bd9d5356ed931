package service

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Run is the [actor.Starter] of servers; each gets a fresh one from make.
func Run(make func() Server) actor.Starter {
	return func(by actor.Spawner, opts ...actor.Option) actor.PID {
		return by.SpawnHandler(handler(make()), opts...)
	}
}

// Start starts a server and returns when its Init has: see [actor.Start].
func Start(ctx context.Context, by actor.Spawner, s Server, opts ...actor.Option) (actor.PID, error) {
	return actor.Start(ctx, by, Run(func() Server { return s }), opts...)
}

// A Target is whom to call: a process, or the one that has a name, here or, for
// name@node, there.
type Target interface{ actor.PID | string }

// Call sends a request to a server and waits for its reply, as long as ctx. It
// fails with the error that the server replied; with an [*actor.CallError] when
// there will be no reply, because the server is not there, exits, or ctx ends;
// and with a [*TypeError] when the reply is no R; a nil reply is R's zero. A reply
// that comes late goes nowhere.
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

// A TypeError says that a server's reply is not of the type the caller named.
type TypeError struct {
	Request, Reply any
	Want           string
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("reply to %T is a %T, not a %s", e.Request, e.Reply, e.Want)
}

// Cast sends msg to a server and goes on. It does not fail when the server is not
// there; it does when that is known to be for another reason: its node is not
// connected, its mailbox or the way to it is full, or msg cannot travel.
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
