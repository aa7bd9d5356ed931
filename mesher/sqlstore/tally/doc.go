// Package tally counts what the events of a batch add to their issues.
//
// Counts change once a batch and not once an event: an engine stores the
// events, adds those that were really stored to a [Tally], and writes what it
// holds as the last thing before the commit. A hundred events of one issue then
// cost that issue one update, and its row is locked for a moment only.
package tally
