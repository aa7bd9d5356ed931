// Package prom shows a system's counters to Prometheus. It is the one package of
// the runtime that needs more than the standard library.
//
//	registry.MustRegister(prom.Collect(sys))
//
// A scrape reads what the system counts anyway ([actor.System.Stats]) and walks
// its processes once, to say how long their mailboxes are. Between scrapes it
// costs nothing.
package prom
