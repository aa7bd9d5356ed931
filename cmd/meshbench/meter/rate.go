// Package meter measures peers that are written in Go: their rate, how long each
// operation took, how much memory it took.
package meter

import (
	"runtime"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// Rate measures n operations; do does all of them.
func Rate(n int, do func()) workload.Figures {
	runtime.GC() // the workload should not have to collect the garbage of preparing it
	start := time.Now()
	do()
	return workload.Figures{workload.Rate: float64(n) / time.Since(start).Seconds()}
}

// Each measures n operations and how long each of them took; one does a single
// operation.
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

// Throughput is Rate in bytes, for operations that carry size bytes each.
func Throughput(size int) func(n int, do func()) workload.Figures {
	return func(n int, do func()) workload.Figures {
		return workload.Figures{workload.Throughput: float64(size) * Rate(n, do)[workload.Rate]}
	}
}
