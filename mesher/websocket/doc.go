// Package websocket is the one place that knows a WebSocket library: whatever
// replaces that is an edit to this package alone.
//
// A [Conn] carries text messages both ways. One goroutine reads, any number
// may write. A message that is larger than was agreed, or no text, ends the
// connection; so does every context that ends while it is used. Whoever
// accepted a connection closes it.
package websocket
