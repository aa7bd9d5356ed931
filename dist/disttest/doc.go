// Package disttest is a network in memory, for tests of nodes and anything else
// that uses [net.Conn].
//
// A [Network] has hosts by name, each of which dials and listens as a machine does.
// Between each two hosts, in each direction, is a [Line] with a delay, a bandwidth
// and losses, which can be cut and mended at any time. Nothing leaves the process,
// and the network has no goroutine: a reader or writer waits until the data it
// waits for is due. So inside a bubble of testing/synctest everything happens in
// virtual time, and an hour of bad network takes no time.
//
// A host implements the Transport of package dist.
//
// # What it promises
//
// A connection behaves as TCP does, as far as programs can tell:
//
//   - What is written arrives completely and in order, or not at all and then
//     nothing after it. Connections may overtake each other.
//   - A Write returns when the bytes are in the buffer, not when they have arrived.
//     If the buffer is full, it waits for the reader at the other end.
//   - A lost packet, or a cut line, is a delay. What was sent meanwhile arrives when
//     the line is mended. Neither end is told of a cut: both can go on with half a
//     connection, or with half of it each, for as long as they like.
//   - When an end closes, what it wrote is delivered, and then the other end reads
//     [io.EOF]. If the other end goes on writing to the closed end, it is reset when
//     the answer to that is back.
//   - Dialling takes a round trip, and waits for a cut line. If nobody listens, the
//     connection is refused.
//   - Deadlines are kept, and setting one wakes a waiting reader or writer.
//
// It is kinder than TCP in one respect: a reset does not discard what had arrived
// before it.
//
// # What chance does
//
// All randomness comes from the seed given to [New], separately for each
// connection. The n-th connection of two hosts has the same delays and losses in
// each run, if the same is written to it. (The network does not decide the order in
// which goroutines run, not even in a bubble.)
package disttest
