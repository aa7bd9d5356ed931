// Package room keeps rooms: groups of processes in the whole cluster, so that a
// sender can reach all members of a room, wherever they are.
//
// A node has its rooms from [dist.Node.Rooms]. A room exists from its first join
// until its last member has left:
//
//	rooms := node.Rooms()
//	err := rooms.Join("lobby", p.Self())
//	err = rooms.Broadcast(p, "lobby", Said{"hello"})
//	err = rooms.BroadcastExcept(p, "lobby", p.Self(), Said{"hello, you others"})
//
// # Promises
//
// A process is in a room once, however often it joins, and is removed when it
// leaves, exits, or its node is lost. The effect of Join is visible on its node
// once Join has returned, and on every connected node in the order in which it
// happened there. A node that connects knows all rooms when Connect returns, and
// before NodeUp is sent.
//
// A broadcast reaches every member that the sender's node knows, once. It crosses
// the connection to each node that has members once, however many they are, and no
// other connection. A member receives what one sender broadcasts and sends in that
// order. Members share the message, and must not change it.
//
// In a network partition, each part has only its own members. When the parts meet,
// each node tells the other which of its processes are where, so that all connected
// nodes agree again, and no process that is gone is left. A node that has left the
// cluster has no rooms any more: they are empty, and no process can join.
//
// # When there is no room
//
// A broadcast never waits. A node whose queue is full misses it, which the error
// says ([dist.ErrBusy]) and the node's statistics count as refused; the other nodes
// get it. A member whose mailbox is full misses it too; on another node it becomes
// a dead letter.
//
// News of members may use the reserve of a queue. A node whose reserve is full too
// is cut off, and learns everything when it is back. The size of all memberships of
// one node's processes is bounded (see Rooms in [dist.Config]): beyond it Join
// fails.
//
// # Who owns what
//
// Each node speaks only for its own processes. Package group keeps their
// memberships, and the process that removes the dead; what other nodes say is
// applied by the reader of their connection. Hidden nodes take no part.
//
// # When not to use it
//
// For processes of one node use package group, and to find one process, a name. A
// broadcast is a message to each node, and no more certain than any other: what has
// to arrive needs an answer.
package room
