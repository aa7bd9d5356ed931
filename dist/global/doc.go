// Package global is the registry of names of a whole cluster: a name belongs to
// at most one process, wherever that runs, and every node finds it without asking
// another node.
//
// The package is only rules. A [Table] is one node's copy: [Event] in, [Effect]
// out. It never waits, and has no goroutine, clock or connection. Package dist
// gives it those; a test gives it whatever it likes.
//
// # What it promises
//
//   - Among nodes that stay connected, a name has one holder (S49). Look-ups never
//     find a process whose registration may still be refused.
//   - When a registration returns without error, every connected node finds it
//     (S56); a node that has just connected counts as soon as either side thinks so.
//   - A name is removed when its process exits, and wherever its node is lost (S50).
//   - When parts of a cluster meet that have both registered a name, one process
//     keeps it: the same one everywhere, whichever way the news took. The other
//     process is told, once (S51). No entry of the loser stays behind.
//   - A registration that has failed, or whose context ended, leaves nothing behind.
//
// It does not promise progress: a silent node delays registrations until their
// contexts end or its connection does. And it does not promise one holder across
// a partition: both sides go on working (that is why a loser has to be told).
//
// # How a name is registered
//
//	owner                  each connected node
//	  | ---- claim ------------> |   may I?
//	  | <--- answer ------------ |   yes; or no: there is another claim
//	  | ---- claim, held ------> |   all said yes: look-ups find it from now on
//	  | <--- answer ------------ |   noted
//	  |
//	  the call returns
//
// A node says no if it knows another live claim on that name, its own or a third
// node's. After any no, the owner withdraws the claim. If the claim in its way is
// held, the call fails; otherwise both were asking, and the owner tries again
// after a random pause that grows. A node that knows of another's asking does not
// start.
//
// Why two connected nodes never both succeed: each needs the other's yes, and
// gives its own only while it has no claim itself. Say A's yes came first. Then A
// knew B's claim before A made its own, and a table that knows another node's
// claim makes none. So A began after B's was withdrawn. If A and C see only B,
// and not each other, B says yes to only one of them.
//
// Why two rounds: after one, a node could find a process by a name that a third
// node refuses it a moment later. For the same reason, OTP's global locks the
// name on all nodes before it tells them.
//
// # Who may say what
//
// Only the node of a claim's process makes, changes and withdraws it, and it
// travels only on that node's connections, in order. What another node knows of
// it is therefore some past state of the truth, and never one that a later one
// had already replaced there: there are no tombstones, no gossip, and no node
// that could bring a name back from the dead. When the connection ends, its
// claims are forgotten with it. That prevents the zombie: both register while
// parted, reconnect, and the winner unregisters while the loser's old snapshot is
// under way. The loser's withdrawal follows that snapshot on the same connection,
// so it can't be overtaken by it (trace_test.go plays it).
//
// # How nodes meet
//
// Both ends first send a snapshot of their own claims, whatever the other says.
// From the moment a node sends it, its registrations need the other's answer too:
// the other counts itself connected once it has the snapshot. Nothing else may be
// sent before the other's snapshot has come; then follows what has changed since,
// found by comparison with what was sent. So nothing is queued, and neither end
// waits for the other.
//
// # Who keeps the name
//
// Of two held claims that meet, the one that more nodes have acknowledged stays,
// then the one with the earlier logical time, then by the node's name, then by
// PID ([Claim.Better]); or as a [Resolver] says. Both owners decide for
// themselves, and have to come to the same result. All of these but the view
// never change. The view of a claim grows as nodes that join acknowledge it
// (otherwise the first to register would be the weakest for ever, as all clusters
// start with one node), and stops as soon as the claim meets a rival:
//
//   - Both can't give way. A gives way if B's view, as A was told, is larger, and
//     views grow: so B's is larger now, and B, which knows its own view, would have
//     to see an even larger one of A's.
//   - Both can't stay for long. Each answers the other's claim with its own current
//     one; since neither grows any more, both compare the same numbers once they
//     have the other's answer.
//
// Third nodes decide nothing. Meanwhile they find the better of the two as they
// were told of them, and then the one that was not withdrawn.
//
// Logical clocks (Lamport's: a number larger than any heard of) merge when nodes
// meet. So a node that joins, whatever it did before, does not claim with an
// earlier time than the nodes that were there.
//
// A held claim counts in full, even though its owner may still wait for answers.
// So a process can lose its name to one whose caller gives up a moment later:
// then no process has the name, and both know.
//
// If A and C both see B, but not each other, each may hold a name that it got
// before B joined them. B finds the better one, A and C their own, until they
// meet. OTP cuts connections until the parts are disjoint; here each node's table
// stays true to the nodes it is connected to.
//
// # Sources
//
// Two rounds, and resolving when parts meet, come from OTP's global. Entries that
// belong to their node come from Phoenix.Tracker and syn, and the zombie from a
// trace of the latter; refusing and backing off at random from Ethernet; logical
// clocks from Lamport (1978). FoundationDB and TigerBeetle are tested by running
// the rules alone against a simulated network, from seeds.
package global
