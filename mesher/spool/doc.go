// Package spool keeps records on the disk until they are taken: a bounded
// first-in, first-out queue of byte strings, for when their usual consumer is
// slow or gone.
//
// It promises:
//
//   - When [Spool.Append] returns nil its records are on the disk: a kill or a
//     power cut keeps them.
//   - Concurrent appends share one fsync, and none waits for a timer: records that
//     arrive while the disk works are the next write.
//   - Records come out in the order in which they went in. One that was taken
//     and not yet dropped comes again after a restart, and after a power cut so
//     may some that were dropped: the consumer must tolerate repeats.
//   - Of a damaged file only the damaged records are lost, and the loss is reported.
//     A record that a kill left half written was never answered, and is skipped.
//   - The files never hold more than a bound. Beyond it an append is refused
//     with [ErrFull]; dropping records makes room.
//
// # Files
//
// The queue is a folder of segments, named by their number and their salt:
//
//	00000000000000000001-9f86d081.spool
//
// and each is one frame after the other, in little-endian:
//
//	bytes 0-3   length of the record
//	bytes 4-7   CRC-32C of the record
//	bytes 8-11  CRC-32C of the salt, the frame's offset and bytes 0-7
//	then        the record
//
// A header proves itself, so a damaged record does not hide those after it. It
// does so only at its own place, so bytes within a record that look like a frame
// are not taken for one. A segment is deleted when all of it was dropped; the
// file cursor records how much of the oldest was. A program never appends to a
// segment that it did not begin itself.
//
// One program at a time has the folder; [Open] refuses the next with
// [lockfile.ErrTaken].
package spool
