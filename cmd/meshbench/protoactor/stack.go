package protoactor

import (
	"runtime"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
)

// roomyStacks makes new goroutines start with more stack than the minimum.
//
// Go gives a new goroutine as much stack as goroutines used on average at the
// last garbage collection. This peer starts one for each burst of messages, and
// it needs just more than the minimum: then each has to grow, and everything
// takes several times as long. In a program that does more than a benchmark the
// average is likely to be higher. So it is raised here, by goroutines that wait
// deep in their stacks, for the peer to show what it can do.
func roomyStacks() {
	const goroutines = 64 // far more than the others, to dominate the average
	deep := make(chan struct{})
	for range goroutines {
		go meter.UseStack(func() {
			deep <- struct{}{}
			select {}
		})
	}
	for range goroutines {
		<-deep
	}
	runtime.GC()
}
