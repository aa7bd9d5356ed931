// Package live tells open connections what happens in the projects that they
// watch: events as they are stored, what becomes of issues, alerts.
//
//	streams := live.New(sys, live.Config{Rooms: node.Rooms, Unresolved: count})
//	supervisor.Child{ID: live.Manager, Start: streams.Run()}
//
//	feed, err := streams.Listen(project) // by each connection
//	defer feed.Close()
//	message, err := feed.Next(ctx)       // JSON, to be sent as it is
//
// Each project that somebody watches has a room, project:<id>, in the whole
// cluster. Its members are the stream managers of the nodes at which somebody
// watches it. Whoever has news renders it once and broadcasts it to the room,
// from wherever it came true; each manager passes it on to its node's feeds.
//
// # Promises
//
//   - What nobody watches costs a look at the room and is not rendered.
//   - An event is told after it was committed, by the node that committed it, and
//     before its sender is answered. What one node stores of an issue is told in
//     the order of its commits. Two nodes that commit events of one issue within
//     the time of a message between them may be heard in either order.
//   - A feed gets each message once. It holds a hundred; then the oldest go, and
//     the next one says how many went. Taking is the connection's own affair: one
//     that does not take slows nobody.
//   - Filters are for events alone, and hold from the message that says so.
//   - How many issues are unresolved is counted after they have changed, once a
//     second at most for each project and node.
//
// It is no record: who listens later misses what was said. A message that a committer was about to send when it was killed
// is not sent; nor is what a node's manager had before it when it was. Then feeds
// are told that an unknown number went: 0.
//
// # When nodes lose each other
//
//   - Each part of a cluster goes on: who listens hears, once, what is stored by the
//     nodes to which his own is connected.
//   - What the others store meanwhile he does not hear, neither then nor when they
//     have met again, and nobody tells him that it is missing: [Streams] don't know
//     what was not sent. Who has to know asks the database, of the time until the
//     nodes were at one again.
//   - A node that is silent is found out after its heartbeat. What was said to it
//     until then, and what was on its way when the line broke, may be lost, or come
//     late when the line holds after all; it does not come twice.
//   - From when two nodes are connected again each hears what the other stores. Who
//     listens does nothing for that, and his connection lasts.
//   - An event in the spool is told when it is stored, to those connected then. One
//     whose processor was lent is told by the node that stored it: if the line to
//     that breaks, it is not heard where it came in.
//
// # Who owns what
//
// [Streams] holds the feeds, behind one lock that is held for bookkeeping alone.
// The manager, a process under a supervisor, is the node's member of the rooms. If
// it is killed, its successor finds the feeds and joins their rooms again.
// A manager that is far behind loses the oldest of a thousand messages, which the
// system counts as dead letters.
package live
