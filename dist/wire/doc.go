// Package wire is what nodes say to each other: frames, messages, the values
// inside them, and the handshake that comes before. It is bytes in and values
// out. It has no goroutine, no socket and no clock; package dist brings those.
//
// The protocol stands in protocol.go, complete enough to write another
// implementation from it.
//
// # Frames and messages
//
// A [Message] appends itself to a buffer between [Begin] and [End], which put a
// frame's header around it; one that is too long for a frame is cut by a
// [Fragmenter], and put together by the other side's [Reassembler]. [Split] finds
// the next frame in what was read, and [Decode] the message in it. What is sent
// most ([Send], [Call], [Reply], [Ping]) also decodes in place, without
// allocating.
//
// # Values
//
// What processes send is encoded by [Types], in which a program registers its
// message types by name. Plain values need no registering. A type that has
// AppendBinary and UnmarshalBinary is encoded by them; any other goes as msgpack,
// by reflection. What cannot travel is refused to its sender by a [TravelError].
// A [Table] is one connection's view of the types: what the peer calls them, and
// which it knows.
//
// # Handshake
//
// [Initiate] and [Accept] are the two ends of a [Handshake]: each takes the
// other's frame and gives the next one. They prove to each other that they hold
// the same [Cookie], on this very TLS connection, before either says its name.
//
// # What the package promises
//
// Whatever bytes come in: no panic, no more memory than a multiple of them, and an
// error. The multiple is small, but for values of a program's own types: there a
// byte can become one zero element of a slice, so that it is the size of the
// largest such element. Nothing decoded refers to the bytes it came from, but
// where a field says so (Body, Payload). [Types] and [Table] are for any number of
// goroutines; what else has state is for one at a time.
package wire
