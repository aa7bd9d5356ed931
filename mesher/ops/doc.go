// Package ops does what the program's commands do to a running Mesher, from
// outside and only through its public addresses. So they work from any machine,
// and prove what any client may rely on.
//
// A [Destination] is a parsed DSN. A [Load] sends events to one or more of them
// in turn, as fast as they are answered or at a rate, and reports the outcome.
// With [Load.Retry] an event that one server does not take goes to the next, as
// behind a load balancer; with [Load.Check] the load reads events back, from any
// server that answers, and counts missing and duplicate ones.
//
// Each client of a load is a goroutine with one connection of its own to each
// server; Run waits for all clients.
//
// Every wait is bounded: an answer may take a minute, less while there are other
// servers to try; a retry begins within [Load.Retry]; reading back ends after
// [Load.Patience].
package ops
