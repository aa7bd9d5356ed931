// Package group keeps groups of processes, so that one can reach all of a group
// without knowing who they are: the listeners of a room, the workers of a pool.
// It is what pg is to Erlang.
//
// A [Scope] is a set of groups, which come to be by joining and go with their
// last member:
//
//	rooms, err := group.Start(ctx, sys)
//	rooms.Join("lobby", p.Self())
//	rooms.Broadcast(p, "lobby", Said{"hello"})
//	rooms.BroadcastExcept(p, "lobby", p.Self(), Said{"hello, you others"})
//
// # Promises
//
// A process is in a group once, however often it joins. It is taken out when it
// leaves, and as soon as the scope hears that it has exited, which it does also of
// one that was put in while it died, or after. What is sent to it meanwhile goes
// where all messages to the dead go.
//
// What Join and Leave did is seen by everybody once they have returned. Members
// and the broadcasts take the group as it is at that moment, work through it
// while it changes, and ask no process for it.
//
// A broadcast is one send after the other, by its sender: a member gets what one
// sender broadcast and sent in that order, and a member that is slow, full or
// gone keeps it from nobody else.
//
// # Who owns what
//
// The Scope holds the memberships, behind one lock that is never held across a
// send. A process of its own, which [Start] or a supervisor starts, watches the
// members, and does no more than take out the dead. If it crashes nothing is
// lost: its successor watches the members it finds, and takes out those who died
// meanwhile.
//
// # Other nodes
//
// A member is a PID, and nothing here asks where it lives: one of another node is
// watched and sent to as any other, and goes with its node. Whoever tells the other
// nodes of a scope's members, once each, learns of them by [Scope.Follow]: that is
// how package room has groups cross nodes.
//
// # When not to use it
//
// To find one process, register a name. To send the same to a few whose PIDs one
// has, send.
package group
