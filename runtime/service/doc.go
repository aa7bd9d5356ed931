// Package service runs servers: processes that keep some state and handle calls
// and casts, one at a time. It is what gen_server is to Erlang.
//
// A server is a plain struct with a plain method:
//
//	type counter struct{ n int }
//
//	func (c *counter) HandleCall(p *actor.Process, request any) (any, error) {
//		switch r := request.(type) {
//		case Add:
//			c.n += r.By
//			return c.n, nil
//		}
//		return nil, service.Unknown(request)
//	}
//
// Others [Call] it and wait, until their context ends, for a reply of the type
// they name; or they [Cast] to it and do not wait:
//
//	pid, err := service.Start(ctx, sys, &counter{})
//	n, err := service.Call[int](ctx, sys, pid, Add{By: 5})
//
// An error that HandleCall returns goes to the caller. The server itself goes on,
// unless the error is a [Stop]. A panic ends the server, and its callers get the
// panic as their error. To do more than answer calls, a server implements
// [CastHandler], [InfoHandler], [actor.Initializer] or [actor.Terminator].
//
// Don't use a server to organise code: a call costs some hundred nanoseconds, and
// one server does one thing at a time. Use one for shared state, for something
// that must be used in turn, or for something that may fail on its own.
package service
