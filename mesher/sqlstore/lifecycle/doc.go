// Package lifecycle is what happens to issues after their events were stored:
// people resolve, merge and delete them, spikes reopen them, news of them is
// told, and their events expire. Each of these is a few statements that both
// engines understand; what they can't share is behind [Engine].
//
// # What moves
//
// Events are many, so that they leave an issue few at a time, each step a
// transaction of its own that changes every count it must. A row in the table
// moves says what is under way, from the transaction that begins it until the
// last event has arrived; so a program that dies in between is taken over by
// another. What concerns an issue waits for what is under way with it.
//
// # Beside ingestion
//
// A batch of events checks, before it commits and while it holds the rows of
// its issues, that its hashes still lead to them. Whoever leads hashes elsewhere
// locks the row first: either the batch was there before, and its events
// are found and moved, or it finds out and is put together anew.
package lifecycle
