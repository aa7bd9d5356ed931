// Package group keeps groups of processes, so that a sender can reach a whole
// group without knowing its members: the listeners of a room, the workers of a
// pool. It is what pg is to Erlang.
//
// A [Scope] is a set of groups. A group exists from its first join until its last
// member has left:
//
//	rooms, err := group.Start(ctx, sys)
//	rooms.Join("lobby", p.Self())
//	rooms.Broadcast(p, "lobby", Said{"hello"})
//	rooms.BroadcastExcept(p, "lobby", p.Self(), Said{"hello, you others"})
//
// # Promises
//
// A process is in a group once, however often it joins. It is removed when it
// leaves, and as soon as the scope hears that it has exited, even if it joined
// while it was dying, or after. Messages sent to it meanwhile go where all
// messages to the dead go.
//
// The effect of Join and Leave is visible to everybody once they have returned.
// Members and the broadcasts take a snapshot of the group when they are called,
// so it may change while they work through it, and they ask no process for it.
//
// A broadcast is one send after the other, by its sender. A member receives what
// one sender broadcast and sent in that order, and a member that is slow, full or
// gone does not keep the message from the others.
//
// # Who owns what
//
// The Scope holds the memberships, behind one lock that is never held across a
// send. A process of its own, which [Start] or a supervisor starts, watches the
// members and only removes the dead. If it crashes nothing is lost: its successor
// watches the members it finds, and removes those that died meanwhile.
//
// # Other nodes
//
// A member is a PID, and it does not matter where it lives: a process of another
// node is watched and sent to like any other, and is removed when its node is
// lost. Code that announces a scope's members to other nodes, each member once,
// learns of them through [Scope.Follow]: that is how package room extends groups
// across nodes.
//
// # When not to use it
//
// To find one process, register a name. To send the same message to a few
// processes whose PIDs you have, send it to each.
package group
