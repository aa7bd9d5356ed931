// Package ops is what the program's commands do to a Mesher that runs, from
// outside and by its public addresses alone: they work on one machine as on
// another, and prove what any client may rely on.
//
// A [Destination] is a DSN taken apart. A [Load] sends events to one or more of
// them, as fast as they are answered or at a rate, and reports how that went;
// with [Load.Check] it reads them back and counts what is missing or doubled.
//
// Each client of a load is a goroutine with one connection of its own; Run waits
// for all of them.
package ops
