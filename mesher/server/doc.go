// Package server is Mesher's HTTP face: the doors through which events come
// in, and the pages on which people read them.
//
// It promises:
//
//   - Every answer that is not a success goes through one place, which turns a
//     [mesher.Kind] into a status and says what is wrong in the manner of the
//     asker: a page for people, JSON for programs, Sentry's form for its SDKs.
//   - A panic in one request answers that request with 500, is logged with its
//     stack, and harms no other.
//   - What a request may cost is bounded: bytes before and after
//     decompression, header bytes, time to send and time to take.
//   - An event is answered as accepted only after [Intake] has it in safety: one
//     by one, many together, or one after the other over a WebSocket.
//   - Nothing that came with an event is ever more than text on a page.
//
// It owns its listeners' connections from [Server.Serve] until that returns.
// It owns no data: everything is asked for through the ports of [Config].
//
// The routes stand in routes.go; a handler's file has the name of what it
// serves. Package ui holds the pages.
package server
