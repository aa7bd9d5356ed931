// Package prom exposes a system's counters to Prometheus. It is the one package
// of the runtime that needs more than the standard library.
//
//	registry.MustRegister(prom.Collect(sys))
//
// A scrape reads the counters that the system keeps anyway ([actor.System.Stats])
// and walks its processes once, to measure their mailboxes. Between scrapes it
// costs nothing.
package prom
