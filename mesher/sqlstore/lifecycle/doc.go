// Package lifecycle is what happens to issues after their events were stored:
// people resolve, merge and delete them, spikes reopen them, news of them is
// announced, and their events expire. Each of these is a few statements that both
// engines understand; what differs is behind [Engine].
//
// # What moves
//
// Events are many, so they leave an issue few at a time, in steps, each of which
// is a transaction that changes every count it must. A row in the table moves
// says what is under way, from the transaction that begins it until the last
// event has arrived; so if a program dies in between, another takes over. Other
// changes to an issue wait for what is under way with it.
//
// # Beside ingestion
//
// Before a batch of events commits, and while it holds the rows of its issues, it
// checks that its hashes still lead to them. Code that redirects hashes locks the
// issue's row first: either the batch was there before, and its events are found
// and moved, or it finds out and is put together anew.
package lifecycle
