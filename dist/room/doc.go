// Package room keeps rooms: groups of processes in the whole cluster, so that one
// can reach all who are in one, wherever they are.
//
// A node has its rooms from [dist.Node.Rooms]. They come to be by joining, and go
// with their last member:
//
//	rooms := node.Rooms()
//	err := rooms.Join("lobby", p.Self())
//	err = rooms.Broadcast(p, "lobby", Said{"hello"})
//	err = rooms.BroadcastExcept(p, "lobby", p.Self(), Said{"hello, you others"})
//
// # Promises
//
// A process is in a room once, however often it joins, and goes when it leaves,
// exits, or its node is lost. What Join did is seen on its node once it has returned,
// and on every connected node in the order in which it happened there; who connects
// knows all rooms when Connect returns, and before node-up is told.
//
// A broadcast reaches every member that the sender's node knows, once. It crosses
// the connection to each node that has members once, whatever number they are, and
// no other. What one sender broadcasts and sends, a member gets in that order.
// Members share what was broadcast, and must not change it.
//
// Parts of a cluster that do not see each other have their own members alone. When
// they meet, each node tells the other who of its own is where, so that all nodes
// that are connected agree again, and nobody who is gone is left. A node that leaves
// has no rooms any more: they are empty, and nobody joins.
//
// # When there is no room
//
// A broadcast never waits. A node whose queue is full misses it, which the error
// says ([dist.ErrBusy]) and the node's statistics count as refused; the other nodes
// get it. A member whose mailbox is full misses it too; on another node it becomes a
// dead letter.
//
// News of members may use the reserve of a queue. A node for which that is full too
// is cut off, and learns all when it is back. What all memberships of one node's
// processes take is bounded (see Rooms in [dist.Config]): beyond it Join fails.
//
// # Who owns what
//
// Each node speaks for its own processes, and for no other. Their memberships, and
// the process that takes out the dead, are those of package group; what others say is
// applied by the reader of their connection. Hidden nodes take no part.
//
// # When not to use it
//
// For processes of one node there is package group, and to find one process, a name.
// A broadcast is a message to each node, and no more certain than any other: what
// has to arrive needs an answer.
package room
