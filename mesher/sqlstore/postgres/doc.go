// Package postgres stores everything the tracker knows on a PostgreSQL server,
// which the nodes of a cluster share.
//
// # Writing events
//
// A batch is one transaction, in the order that costs others least:
//
//	events     a large batch by COPY, a small one by INSERT … unnest, both in
//	           the hope that no event was stored before
//	counts     issues, users, hours, news: rows that others want, so last
//	check      that hashes and issues are as the batch took them to be
//	commit
//
// From the counts on it is one round trip, and for a small batch of known errors
// the whole transaction is. If a hope fails, the transaction is undone and the
// batch starts again on a slower road: after a unique key that was taken, with
// INSERT … ON CONFLICT DO NOTHING RETURNING; after an issue that was merged or
// discarded, by asking for it; after a day without a partition, by making it;
// after a deadlock, following a short pause. All nodes take locks in one order,
// so deadlocks are rare.
//
// # What it asks of the server
//
// PostgreSQL 14 or newer, and nothing of the session: no settings, advisory locks
// or notifications. Prepared statements are used only where connections are seen
// to be direct, so that PgBouncer may stand in between, in transaction mode.
package postgres
