// Package live tells open connections what happens in the projects that they
// watch: events as they are stored, what becomes of issues, alerts.
//
//	streams := live.New(sys, live.Config{Rooms: node.Rooms, Unresolved: count})
//	supervisor.Child{ID: live.Manager, Start: streams.Run()}
//
//	feed, err := streams.Listen(project, account) // by each connection
//	defer feed.Close()
//	message, err := feed.Next(ctx)                // JSON, to be sent as it is
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
//     before its sender is answered.
//   - The events of an issue are heard by all in one order, that of their commits on
//     whatever nodes, as long as a node hears of them within a quarter of a second of
//     each other ([Config].Patience). What comes in its turn does not wait. What
//     comes early waits so long for what is before it; then it goes on, and what
//     comes too late is heard late. Nothing is lost by that, and nothing is heard
//     twice. "Where the order ends" says more.
//   - A feed gets each message once. It holds a hundred, and beyond that as many that
//     waited for their turn; then the oldest go, and the next one says how many went.
//     Taking is the connection's own affair: one that does not take slows nobody.
//   - Who may listen no more is told nothing more from when that was made known: see
//     [Streams.Doubt].
//   - Filters are for events alone, and hold from the message that says so.
//   - How many issues are unresolved is counted after they have changed, once a
//     second at most for each project and node.
//
// It is no record: who listens later misses what was said. A message that a
// committer was about to send when it was killed is not sent; nor is what a node's
// manager had before it when it was. Then feeds are told that an unknown number
// went: 0.
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
// # Where the order ends
//
// A receipt says how many events the issue has with its own, as the database
// counted under the lock of the row: that is the event's place. The manager
// knows the next place of each issue of which it heard lately (two thousand of a
// project, while somebody watches that here), and puts back what is early. So
//
//   - the first event that a node hears of an issue sets its place: if an old issue
//     comes up at two nodes at once, those first two may be heard either way round.
//     Those of one that is younger than ten seconds are waited for from the first;
//   - a place may be one of which nobody tells: of an event that was merged in, that
//     a node of an older version or one out of reach stored, that came by the spool
//     after all, or that was stored by who died before he told. What comes after it
//     in its issue is a quarter of a second late;
//   - while an issue is taken apart, which lowers its count, and for at most a
//     hundred of its events after that, they are heard as they come;
//   - an event of which nobody knows the place is heard as it comes. It has no
//     event_count;
//   - a hundred messages of a project wait at most. In a burst of more, those that
//     wait longest go on at once;
//   - what people do to an issue is heard as it comes, but not before an event of
//     the issue that was heard of earlier.
//
// # Who owns what
//
// [Streams] holds the feeds, behind one lock that is held for bookkeeping alone.
// The manager, a process under a supervisor, is the node's member of the rooms. If
// it is killed, its successor finds the feeds and joins their rooms again.
// A manager that is far behind loses the oldest of a thousand messages, which the
// system counts as dead letters.
package live
