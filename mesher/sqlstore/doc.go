// Package sqlstore stores everything the tracker knows in an SQL database, and
// [Open] chooses which: an embedded one that needs no set-up (package sqlite),
// or a PostgreSQL server that several nodes share (package postgres). Both must
// pass the suite in storetest, which states more exactly than this page what a
// store promises:
//
//   - A batch that was written is on the disk. A kill, or a power cut, keeps all
//     of it; a batch that failed left no trace, and may be written again.
//   - An event is stored once for its project, id and day, however often and in
//     however many batches it is sent. A repeat near midnight is also looked for
//     on the other day; see [mesher.RepeatDay].
//   - Counts, of issues and by the hour, change in the transaction that stores
//     the rows they count, and only for rows that were not there before.
//   - Issues are numbered within their project from 1, without gaps.
//   - News of an issue, that it is new or has regressed, is recorded once, in
//     the transaction that makes it true, in the table outbox.
//
// Errors carry a [mesher.Kind]: Unavailable for a database that cannot work
// now, so that a caller can keep the events elsewhere; NotFound for what is not
// there.
//
// What both engines share is in package tally; their tables and queries differ
// where their strengths do.
//
// # Measuring
//
// A benchmark of each engine stores events beside a bare table on the same
// machine, in turns; another goes from HTTP to the commit:
//
//	go test ./mesher/sqlstore/postgres -run '^$' -bench WriteEvents -benchtime 8x
//	go test ./mesher/sqlstore/sqlite   -run '^$' -bench WriteEvents
//	go test ./mesher/app               -run '^$' -bench EndToEnd -benchtime 1x
//
// For a small batch on PostgreSQL, storing the events is two fifths of the cost, and
// the index of words is half of that; the rest is counts, which cost less the
// larger the batch. "pg_stat_statements" shows it.
package sqlstore
