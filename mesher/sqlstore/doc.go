// Package sqlstore keeps everything the tracker knows in an SQL database.
//
// The embedded engine, [SQLite], needs no set-up: [Open] makes the file, brings
// its tables up to date and hands back a [mesher.Store]. A server database
// joins behind the same ports; the suite in storetest is what both must pass,
// and says more exactly than this page what a store promises:
//
//   - A batch that was written is on the disk. A kill, or a power cut, keeps all
//     of it; a batch that failed left no trace, and may be written again.
//   - An event is stored once for its project, id and day, however often and in
//     however many batches it is sent. A repeat near midnight is looked for on
//     the other side of it too; see neighbour.
//   - Counts change in the transaction that stores the rows they count, and only
//     for rows that were not there before.
//   - Issues are numbered within their project from 1, without gaps.
//
// Errors carry a [mesher.Kind]: Unavailable for a database that cannot work
// now (full disk, damaged file, closed), so that a caller can keep the events
// elsewhere; NotFound for what is not there.
//
// One connection writes; having it is the turn to write, for which writers wait
// as long as their contexts last. Readers have their own connections, which
// cannot write, and see whole transactions.
package sqlstore
