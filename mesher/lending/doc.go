// Package lending lets idle nodes lend event processors to an overloaded one.
//
// Each node has a load monitor. Every few seconds it reads how many events came
// in and how long they waited for their turn, and tells the other nodes. If more
// came than a threshold, and they do wait, it asks the least loaded of its peers
// for a processor. That takes three processes:
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
// The pipeline gives its loans the events that come while it is busy. So a node
// without much to do keeps its events, and its loans, which then get few, are no
// longer needed.
//
// It promises:
//
//   - An event that was answered is stored once. The node where it came in keeps
//     it until the answer is there, and processes it itself when the processor, its
//     node or the connection is lost, when the answer takes too long, or when the
//     peer can't reach the database. It is the same event each time: its id and the
//     time of its receipt travel with it.
//   - It is counted once, in the registry and in the ledger of the node where it
//     came in, which is also where limits are applied.
//   - No process waits for another node, except those that exist for it: nodes
//     exchange numbered messages. What is under way to a peer is bounded, in events
//     and in bytes; events that find no room stay here.
//   - Processors are requested when events wait longer here than at the peer, and
//     given back when they get next to nothing, or when the peer is worse off.
//     In between nothing changes.
//
// The node where a processor runs lends it; the node it works for borrows it.
// This package sees other nodes through a small port, [Nodes], and opens no
// connection.
package lending
