// Package mesh is this runtime, as its users write code for it.
package mesh

import (
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A message is sent as a pointer, so that a send allocates nothing.
type message struct {
	from actor.PID
	left int
}

const name = "mesh"

// Peer is this runtime.
func Peer() workload.Peer {
	return workload.Peer{
		Name:  name,
		About: "this runtime",
		Far:   serve,
		Do: map[string]func(n int) (workload.Figures, error){
			"L1":          pingPong,
			"L2":          flood,
			"L3":          manyFlood,
			"L4":          pairs,
			"L5":          idleServices,
			"L5-function": idleFunctions,
			"L6":          call,
			"L6-system":   callBySystem,
			"L6-context":  callWithContext,
			"L6-deep":     callDeep,
			"L7":          ring,
			"R1":          remoteFlood,
			"R2":          remotePingPong,
			"R2-one":      remotePingPongOnOne,
			"R3":          remoteCalls,
			"R4":          remoteLarge,
			"R4-gogc":     remoteLargeLazyGC,
		},
	}
}

func newSystem() *actor.System { return actor.NewSystem(actor.Config{}) }
