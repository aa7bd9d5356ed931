// Package meter measures what peers that are Go do: how fast, how long each
// operation took, how much memory it took.
package meter

import (
	"runtime"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// Rate measures n operations, which do does all of.
func Rate(n int, do func()) workload.Figures {
	runtime.GC() // what preparing left behind is not the workload's to collect
	start := time.Now()
	do()
	return workload.Figures{workload.Rate: float64(n) / time.Since(start).Seconds()}
}

// Each measures n operations and how long each of them took; one does one.
func Each(n int, one func()) workload.Figures {
	took := make([]time.Duration, n)
	f := Rate(n, func() {
		last := time.Now()
		for i := range took {
			one()
			now := time.Now()
			took[i] = now.Sub(last)
			last = now
		}
	})
	slices.Sort(took)
	p50, p99 := float64(took[n/2]), float64(took[n*99/100])
	f[workload.P50], f[workload.P99], f[workload.Tail] = p50, p99, p99/p50
	return f
}

// Throughput is Rate in bytes, of operations that carry this many each.
func Throughput(size int) func(n int, do func()) workload.Figures {
	return func(n int, do func()) workload.Figures {
		return workload.Figures{workload.Throughput: float64(size) * Rate(n, do)[workload.Rate]}
	}
}
