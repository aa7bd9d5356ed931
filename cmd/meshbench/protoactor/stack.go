package protoactor

import (
	"runtime"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
)

// roomyStacks has new goroutines start with more stack than the least.
//
// Go gives a new goroutine as much stack as goroutines used on average when
// garbage was last collected. This peer starts one for each burst of messages,
// which needs just more than the least: then each has to grow, and everything
// takes several times as long. In a program that does more than a benchmark the
// average is likely to be higher. So it is made higher here, by goroutines that
// wait deep in their stacks, for the peer to show what it can do.
func roomyStacks() {
	const goroutines = 64 // far more than there are else, to make the average
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
