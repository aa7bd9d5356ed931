// Package workload defines what is measured, in one place: each workload, the
// bars for it, and the recorded results of others. Peers, which do the work, have
// packages of their own.
package workload

import "strings"

// A Workload is a task for every peer, to do in its own fastest way.
type Workload struct {
	Name     string // L1; L6-deep is a variant of L6
	Title    string
	About    string // what an operation is, and anything else worth knowing
	N        int    // how many operations one measurement is
	Baseline string // the peer that ratios are to
	Cold     bool   // measured without some operations to warm up first
	Metrics  []Metric
}

// Figures is what one measurement found, by the name of the [Metric].
type Figures map[string]float64

// Has reports whether the name is that of the workload, or of the one that it is
// a variant of.
func (w Workload) Has(name string) bool {
	return w.Name == name || strings.HasPrefix(w.Name, name+"-")
}

// A Peer is a system that is measured: this runtime, a baseline, or one by
// others.
//
// A measurement is the only work of its operating system process, which ends
// with it. So a peer need not clean up after a workload.
type Peer struct {
	Name    string
	About   string
	Missing func() error // why it can't run on this machine; nil: it always can
	Outside bool         // it starts a process to measure in, and warms up there
	// Do has a function for each workload, which does n operations of it. Without an
	// entry the peer is not measured at that workload.
	Do map[string]func(n int) (Figures, error)
	// Far makes the peer the other process of workloads between two: it listens, and
	// returns the address. Nil: it does none of those.
	Far func() (address string, err error)
}
