// Package plain keeps what both engines store in the same way: accounts,
// sessions, tokens, organisations, members and invitations, alerts and leases,
// and the counts by the hour that dashboards read. These tables are small and
// asked with plain SQL, so one text serves PostgreSQL and SQLite. What grows with
// the number of events has a text for each engine, in its own package.
//
// An engine is a [Database]. It runs statements whose arguments are written $1,
// $2 and so on, and stores times and ids in its own way. Each engine's store
// embeds [Tables], which implements [mesher.Accounts] on it.
//
// A transaction here sees nothing of others that are under way, as if each ran
// alone, so that a rule over several rows (an organisation has an owner) holds
// without locks. An engine that can't promise this up front runs a transaction
// again that met another.
package plain
