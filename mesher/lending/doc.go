// Package lending lets nodes that have little to do lend event processors to a node
// that has too much.
//
// Each node has a load monitor. It reads, every few seconds, how many events
// came in and how long they waited for their turn, and tells the other nodes.
// Where more came than a threshold, and they do wait, it asks the least loaded
// of its peers for a processor. Three processes are what that takes:
//
//	overloaded node                          its peer
//
//	load_monitor ──Load──────────────────▶ load_monitor
//	   │ starts
//	   ▼                 spawns, monitors
//	 loan ──────────────────────────────▶ mesher.event_processor
//	   ▲ │  ──Work────────────────────▶      decodes, groups, and commits
//	   │ ▼  ◀───────────────────Answer──     by its own node's writer
//	pipeline's gate
//
// The pipeline gives its loans what comes while it does something else, so that a
// node without much to do keeps it, and loans that get little are no longer
// needed.
//
// It promises:
//
//   - An event that was answered is stored once. The node where it came in keeps
//     it until the answer is there, and does it itself when the processor, its node
//     or the way there is lost, when the answer takes too long, or when the peer
//     can't reach the database. It is the same event each time: its id and the
//     time of its receipt travel with it.
//   - It is counted once, in the registry and in the ledger of the node where it
//     came in, which is also where limits hold.
//   - No process waits for another node, but for those whose one purpose that is:
//     what crosses are messages with a number. What is under way to a peer is
//     bounded, in events and in bytes; what finds no room stays here.
//   - Processors are asked for when events wait longer here than at the peer, and
//     given back when they get next to nothing, or when the peer is worse off.
//     In between nothing changes.
//
// A processor is lent by where it runs and borrowed by whom it works for. This
// package knows nodes by a small port, [Nodes]; nothing here opens a connection.
package lending
