// Package channel is the baseline within one node: goroutines that communicate
// through buffered channels, with nothing in between. It is not an actor system:
// its buffers are bounded, and nobody is told when a goroutine ends.
package channel

import "github.com/mesh-actors/mesh/cmd/meshbench/workload"

// buffer is how many messages a channel holds.
const buffer = 1024

// A message is 16 bytes and is copied into the buffer.
type message struct{ left, value int64 }

// Peer is the baseline.
func Peer() workload.Peer {
	return workload.Peer{
		Name:  "channel",
		About: "goroutines and buffered channels of 1,024: the baseline, always run",
		Do: map[string]func(n int) (workload.Figures, error){
			"L1":          pingPong,
			"L2":          flood,
			"L3":          manyFlood,
			"L4":          pairs,
			"L5":          idle,
			"L5-function": idle,
			"L6":          call,
			"L6-system":   call,
			"L6-context":  call,
			"L6-deep":     call,
			"L7":          ring,
		},
	}
}
