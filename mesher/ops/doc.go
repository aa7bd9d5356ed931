// Package ops is what the program's commands do to a Mesher that runs, from
// outside and by its public addresses alone: they work on one machine as on
// another, and prove what any client may rely on.
//
// A [Destination] is a DSN taken apart. A [Load] sends events to one or more of
// them in turns, as fast as they are answered or at a rate, and reports how that
// went; with [Load.Retry] an event that one does not take goes to the next, as
// behind a load balancer; with [Load.Check] it reads them back, from any that
// answers, and counts what is missing or doubled.
//
// Each client of a load is a goroutine with one connection of its own to each
// server; Run waits for all of them.
//
// Nothing waits without an end: an answer may take a minute, less while there are
// others to try; a try begins within [Load.Retry]; what is read back is asked for
// until [Load.Patience] is over.
package ops
