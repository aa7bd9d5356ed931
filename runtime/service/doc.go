// Package service runs servers: processes that keep some state, answer calls and
// take casts, one at a time. It is what gen_server is to Erlang.
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
// Others [Call] it and wait, as long as their context, for a reply of the type
// they name; or [Cast] to it and go on:
//
//	pid, err := service.Start(ctx, sys, &counter{})
//	n, err := service.Call[int](ctx, sys, pid, Add{By: 5})
//
// The error that HandleCall returns is the caller's. The server itself goes on,
// unless the error is a [Stop]; a panic ends it, and its callers get that as
// their error. What a server does beyond calls it says by implementing
// [CastHandler], [InfoHandler], [actor.Initializer] and [actor.Terminator].
//
// Don't use a server to organise code: a call costs some hundred nanoseconds and
// one server does one thing at a time. Use one for state that several share, for
// something that is used in turn, and for what may fail on its own.
package service
