// Package live tells open connections what happens in the projects that they
// watch: events as they are stored, changes of issues, alerts.
//
//	streams := live.New(sys, live.Config{Rooms: node.Rooms, Unresolved: count})
//	supervisor.Child{ID: live.Manager, Start: streams.Run()}
//
//	feed, err := streams.Listen(project, account) // by each connection
//	defer feed.Close()
//	message, err := feed.Next(ctx)                // JSON, to be sent as it is
//
// Each watched project has a room, project:<id>, in the whole cluster. Its
// members are the stream managers of the nodes with connections that watch it.
// The node where something happens renders the message once and broadcasts it to
// the room; each manager passes it on to its node's feeds.
//
// # Promises
//
//   - An event in a project that nobody watches costs a look at the room and is not
//     rendered.
//   - An event is announced after it was committed, by the node that committed it,
//     and before its sender is answered.
//   - All feeds receive the events of an issue in one order, that of their commits on
//     any node, as long as a node hears of them within a quarter of a second of
//     each other ([Config].Patience). An event that comes in its turn does not wait.
//     One that comes early waits that long for those before it; then it goes on, and
//     those that come too late are delivered late. Nothing is lost by that, and
//     nothing is delivered twice. "Where the order ends" says more.
//   - A feed gets each message once. It holds a hundred, and on top of those as many
//     that waited for their turn; then the oldest are dropped, and the next message
//     says how many. A connection takes messages at its own pace: one that takes none
//     slows no other.
//   - A client that may no longer listen is told nothing more once that was made
//     known: see [Streams.Doubt].
//   - Filters apply only to events, from the message that confirms them on.
//   - Unresolved issues are counted after they have changed, at most once a second
//     for each project and node.
//
// It is no record: a client that listens later misses earlier messages. A message
// that a committer was about to send when it was killed is not sent; nor are
// those that a killed manager had not passed on. Then feeds are told that an
// unknown number was dropped: 0.
//
// # When nodes lose each other
//
//   - Each part of a cluster goes on: a client receives, once, what is stored by the
//     nodes that its own node is connected to.
//   - It does not receive what the other nodes store meanwhile, neither then nor
//     after they have met again, and nothing tells it what is missing: [Streams] does
//     not know what was not sent. A client that has to know asks the database for
//     the time until the nodes had met again.
//   - A silent node is detected after its heartbeat timeout. What was sent to it until
//     then, and what was under way when the connection broke, may be lost, or arrive
//     late if the connection holds after all; it does not arrive twice.
//   - Once two nodes are connected again each hears what the other stores. Clients
//     need do nothing for that, and their connections last.
//   - An event in the spool is announced when it is stored, to those connected then.
//     One whose processor was lent is announced by the node that stored it: if the
//     connection to that node breaks, it is not heard where it came in.
//
// # Where the order ends
//
// A receipt says how many events the issue has including its own, as the database
// counted under the lock of the row: that is the event's place. The
// manager knows the next place of each issue it heard of lately (two thousand of
// a project, while a connection here watches it), and holds back events that come
// early. So
//
//   - the first event that a node hears of an issue sets its place: if an old issue
//     comes up at two nodes at once, those first two may be delivered either way
//     round. Those of an issue younger than ten seconds are waited for from the first;
//   - a place may never be announced: of an event that was merged in, that a node of
//     an older version or one out of reach stored, that came by the spool after all,
//     or whose storer died before it could announce it. The events after it in its
//     issue are a quarter of a second late;
//   - while an issue is being unmerged, which lowers its count, and for at most a
//     hundred of its events after that, they are delivered as they come;
//   - an event whose place is unknown is delivered as it comes. It has no
//     event_count;
//   - at most a hundred messages of a project wait. In a larger burst, those that
//     have waited longest go on at once;
//   - what people do to an issue is delivered as it comes, but not before an event of
//     the issue that was heard of earlier.
//
// # Who owns what
//
// [Streams] holds the feeds, behind one lock that is held only for bookkeeping.
// The manager, a supervised process, is the node's member of the rooms. If it is
// killed, its successor finds the feeds and joins their rooms again. A manager
// that is far behind loses the oldest of a thousand messages, which the system
// counts as dead letters.
package live
