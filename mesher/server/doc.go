// Package server is Mesher's HTTP face: the doors through which events come
// in, and the pages on which people read them.
//
// It promises:
//
//   - Every answer that is not a success goes through one place, which turns a
//     [mesher.Kind] into a status and says what is wrong in the client's own
//     form: a page for people, JSON for programs, Sentry's form for its SDKs.
//   - A panic in one request answers that request with 500, is logged with its
//     stack, and harms no other.
//   - The cost of a request is bounded: bytes before and after decompression,
//     header bytes, time to send and time to take the answer.
//   - An event is answered as accepted only once [Intake] has it safe: single
//     events, many together, or one after the other over a WebSocket.
//   - Nothing that came with an event is ever more than text on a page.
//
// It owns its listeners' connections from [Server.Serve] until that returns. It
// owns no data: it reads and changes everything through the ports of [Config].
//
// The routes are in routes.go; a handler's file is named after what it serves.
// Package ui holds the pages.
package server
