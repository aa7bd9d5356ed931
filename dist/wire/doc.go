// Package wire defines what nodes say to each other: frames, messages, the values
// inside them, and the handshake before them. It turns bytes into values and back.
// It has no goroutine, socket or clock; package dist brings those.
//
// The protocol is specified in protocol.go, completely enough to write another
// implementation from it.
//
// # Frames and messages
//
// A [Message] appends itself to a buffer between [Begin] and [End], which put a
// frame's header around it. A message that is too long for a frame is cut by a
// [Fragmenter], and put together by the other side's [Reassembler]. [Split] finds
// the next frame in what was read, and [Decode] the message in it. The most
// frequent messages ([Send], [Call], [Reply], [Ping]) also decode in place, without
// allocating.
//
// # Values
//
// What processes send is encoded by [Types], in which a program registers its
// message types by name. Plain values need no registration. A type that has
// AppendBinary and UnmarshalBinary is encoded by them; any other is encoded as
// msgpack, by reflection. A value that cannot travel is refused to its sender with
// a [TravelError]. A [Table] is one connection's view of the types: what the peer
// calls them, and which it knows.
//
// # Handshake
//
// [Initiate] and [Accept] are the two ends of a [Handshake]: each takes the other's
// frame and returns the next one. They prove to each other that they hold the same
// [Cookie], on this very TLS connection, before either says its name.
//
// # What the package promises
//
// Whatever bytes come in, they cause no panic, use no more memory than a multiple
// of their size, and give an error if they are wrong. The multiple is small, except
// for values of a program's own types: there a byte can become one zero element of
// a slice, so it is the size of the largest such element. Nothing decoded refers to
// the bytes it came from, except where a field says so (Body, Payload). [Types] and
// [Table] are safe for concurrent use; everything else with state is for one
// goroutine at a time.
package wire
