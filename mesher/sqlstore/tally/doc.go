// Package tally counts what the events of a batch add to their issues.
//
// Counts change once per batch and not once per event: an engine stores the
// events, adds those that were really stored to a [Tally], and writes its totals
// as the last thing before the commit. A hundred events of one issue then cost
// that issue one update, and its row is locked only for a moment.
package tally
