// Package global is the registry of names of a whole cluster: a name belongs to
// one process at most, wherever that runs, and every node finds it without asking
// anybody.
//
// It is rules alone. A [Table] is one node's copy: [Event] in, [Effect] out. It
// never waits, and has no goroutine, clock or connection. Package dist gives it
// those; a test gives it whatever it likes.
//
// # What it promises
//
//   - Among nodes that stay connected, a name has one holder (S49). Look-ups find
//     nobody whose registration may still be refused.
//   - When a registration returns without error, every connected node finds it
//     (S56); a node that has just connected counts, as soon as either side thinks so.
//   - A name goes when its process exits, and where its node is lost (S50).
//   - When parts of a cluster that have both given a name to somebody meet again,
//     one keeps it; it is the same one everywhere, whichever way the news took. The
//     other process is told, once (S51). No entry of the loser stays behind.
//   - A registration that has failed, or whose context ended, leaves nothing behind.
//
// It does not promise progress: a node that is silent delays registrations until
// their contexts end or its connection does. And it does not promise one holder
// across a partition: both sides go on working (that is why they have to be told).
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
// A node says no if it knows of another live claim on that name, its own or a
// third's. After any no, the owner withdraws the claim. If the one in its way is
// held, the call fails; otherwise both were asking, and it tries again after a
// random pause that grows. Who knows that another is asking doesn't start.
//
// Why two connected nodes never both succeed: each needs the other's yes, and
// gives its own only while it has no claim itself. Say A's yes came first. Then A
// knew B's claim from before A made its own, and a table that knows a claim of
// another makes none. So A began after B's was withdrawn. If A and C see only B,
// and not each other, B says yes to one.
//
// Why two rounds: after one, a node could find a process by a name that is refused
// to it a moment later by somebody else. OTP's global, for the same reason, locks
// the name on all nodes before it tells them.
//
// # Who may say what
//
// A claim is made, changed and withdrawn by the node of its process alone, and
// travels only on the connections of that node, in order. What anybody knows of it
// is thereby some past state of the truth, and never one that was already
// replaced there by a later one: there are no tombstones, no gossip, and nobody to
// bring a name back from the dead. If the connection ends, its claims are
// forgotten with it. That is what undoes the zombie: both register while parted,
// reconnect, and the winner unregisters while the loser's old snapshot is under
// way. The loser's withdrawal follows that snapshot on the same connection, so it
// can't be overtaken by it (trace_test.go plays it).
//
// # How nodes meet
//
// Both ends send a snapshot of their own claims first, whatever the other says.
// From when a node sends it, its registrations need the other's answer too: the
// other counts itself connected when it has it. Nothing else may be sent before
// the other's snapshot has come; then follows what has changed since, found by
// comparing with what was sent. So nothing is queued, and nobody waits for the
// other.
//
// # Who keeps the name
//
// Of two held claims that meet: the one that more nodes have acknowledged, then
// the one whose logical time is earlier, then by the node's name, then by PID
// ([Claim.Better]); or as a [Resolver] says. Both owners decide for themselves,
// and have to come to the same end. All but the view never changes. The view of a
// claim grows as nodes that join acknowledge it (else whoever registers first, as
// all clusters start with one node, would be the weakest for ever), and stops as
// soon as it meets a rival:
//
//   - That both give way is impossible. A gives way if B's view, as A was told, is
//     the larger one, and views grow: so then it is larger now, and B, who knows its
//     own, would have to see an even larger one of A's.
//   - That both stay is not possible for long. Each answers the other's claim with
//     its own as it is by then; since it grows no more, both compare the same
//     numbers when they have the other's answer.
//
// Third nodes decide nothing. Meanwhile they find the better of the two as they
// were told of them, and then the one that was not withdrawn.
//
// Logical clocks (Lamport's: a number that is larger than any heard of) merge as
// nodes meet. So a node that joins, whatever it did before, does not claim with an
// earlier time than those who were there.
//
// A claim that is held counts in full, though its owner may still wait for answers.
// So a process can lose its name to one whose caller gives up a moment later: then
// nobody has it, and both know.
//
// If A and C both see B, but not each other, each may hold a name that it got
// before B joined them. B finds the better one, A and C their own, until they meet.
// OTP's answer is to cut connections until parts are disjoint; here the table of
// each node stays true to whom it is connected to.
//
// # Sources
//
// Two rounds, and resolving when parts meet, come from OTP's global. Entries that
// belong to their node come from Phoenix.Tracker and syn, and the zombie from a
// trace of the latter's; refusing and backing off at random from Ethernet; logical
// clocks from Lamport (1978). To run the rules alone against a simulated network,
// from seeds, is how FoundationDB and TigerBeetle are tested.
package global
