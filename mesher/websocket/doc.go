// Package websocket is the only package that imports a WebSocket library;
// replacing the library changes this package alone.
//
// A [Conn] carries text messages both ways. One goroutine reads, any number may
// write. A message that is too large, or not text, ends the connection; so does
// every context that ends while it is used. The side that accepted a connection
// closes it.
package websocket
