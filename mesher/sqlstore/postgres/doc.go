// Package postgres keeps everything the tracker knows on a PostgreSQL server,
// which the nodes of a cluster share.
//
// # The write road
//
// A batch is one transaction, in the order in which it costs others least:
//
//	events     a large batch by COPY, a small one by INSERT … unnest, both in
//	           the hope that no event was stored before
//	counts     issues, users, hours, news: rows that others want, so last
//	check      that hashes and issues are as the batch took them to be
//	commit
//
// From the counts on it is one round trip, and for a small batch of known
// errors the whole is. When a hope fails, the transaction is undone and the
// batch begins anew on a slower road: a unique key that was taken, by
// INSERT … ON CONFLICT DO NOTHING RETURNING; an issue that was merged or
// discarded, by asking for it; a day without a partition, by making it; a
// deadlock, after a short while. All nodes take locks in one order, so the last
// is rare.
//
// # What it asks of the server
//
// PostgreSQL 14 or newer, and nothing of the session: no settings, advisory
// locks or notifications, and prepared statements only where connections are
// seen to be direct, so that PgBouncer may stand in between, in its transaction
// mode.
package postgres
