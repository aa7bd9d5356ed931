// Package plain stores what both engines store in the same way: accounts,
// sessions, tokens, organisations, members and invitations, alerts and leases,
// and the hourly counts that dashboards read. These tables are small and queried
// with plain SQL, so one text serves PostgreSQL and SQLite. For tables that grow
// with the number of events, each engine's package has its own text.
//
// An engine is a [Database]. It runs statements whose arguments are written $1,
// $2 and so on, and stores times and ids in its own way. Each engine's store
// embeds [Tables], which implements [mesher.Accounts] on it.
//
// A transaction here does not see others under way, as if each ran alone, so that
// a rule over several rows (an organisation has an owner) holds without locks. An
// engine that can't promise this up front repeats a transaction that conflicted
// with another.
package plain
