// Package disttest is a network in memory, for tests of nodes and of whatever else
// talks over [net.Conn].
//
// A [Network] has hosts by name, each of which dials and listens as a machine
// does. Between each two, in each direction, is a [Line] with a delay, a bandwidth
// and losses, which can be cut and mended while all is running. Nothing leaves the
// process, and there is no goroutine of its own: who reads or writes waits for the
// time at which what it waits for is due. So inside a bubble of testing/synctest
// all of it happens in virtual time, and an hour of bad network takes no time.
//
// A host satisfies the Transport of package dist.
//
// For tests between programs, on the real network of this machine, there is [Reserve].
//
// # What it promises
//
// A connection behaves as TCP does, as far as programs can tell:
//
//   - What is written arrives completely and in order, or not at all and then
//     nothing after it. Connections may overtake each other.
//   - A Write returns when the bytes are in the buffer, not when they have arrived.
//     If the buffer is full, it waits for whoever reads at the other end.
//   - A lost packet, or a cut line, is a delay. What was sent meanwhile comes when the
//     line is mended. Neither end is told that it is cut: they can go on with
//     half a connection, or with half of it each, for as long as they like.
//   - Who closes has what it wrote delivered, and then the other end reads [io.EOF].
//     Who goes on writing to an end that is closed has it reset, when the answer to
//     that is back.
//   - Dialling takes a round trip, and waits for a cut line. If nobody listens, the
//     connection is refused.
//   - Deadlines are kept, and setting one wakes whoever waits.
//
// It is kinder than TCP in one thing: a reset does not take away what had arrived
// before it.
//
// # What chance does
//
// All chance is drawn from the seed given to [New], for each connection apart. The
// n-th connection of two hosts meets the same delays and losses in each run, if the
// same is written to it. (In what order goroutines run is not the network's to
// decide, not in a bubble either.)
package disttest
