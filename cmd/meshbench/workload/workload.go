// Package workload says what is measured, in one place: each workload, what it
// takes to have done well at it, and what others were found to do. Those that do
// the work are peers, in packages of their own.
package workload

import "strings"

// A Workload is a task that every peer is given, to do its own fastest way.
type Workload struct {
	Name     string // L1; L6-deep is a variant of L6
	Title    string
	About    string // what an operation is, and what else there is to know
	N        int    // how many operations one measurement is
	Baseline string // the peer that ratios are to
	Cold     bool   // measured without some operations to warm up first
	Metrics  []Metric
}

// Figures is what one measurement found, by the name of the [Metric].
type Figures map[string]float64

// Has tells whether the name is that of the workload, or of what it is a variant of.
func (w Workload) Has(name string) bool {
	return w.Name == name || strings.HasPrefix(w.Name, name+"-")
}

// A Peer is one that is measured: this runtime, a baseline, or what others made.
//
// A measurement is the only work of its operating system process, which ends
// with it. So a peer need not clean up after a workload.
type Peer struct {
	Name    string
	About   string
	Missing func() error // why it can't run on this machine; nil: it always can
	Outside bool         // it starts a process to measure in, and warms up there
	// Do has what the peer does for each workload, n operations of it. Without
	// an entry it is not measured at that workload.
	Do map[string]func(n int) (Figures, error)
	// Far has the peer be the other process of workloads between two: it listens,
	// and tells where. Nil: it does none of those.
	Far func() (address string, err error)
}
