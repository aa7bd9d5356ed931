// Package mesh is this runtime, as its users write it.
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

// Peer is this runtime.
func Peer() workload.Peer {
	return workload.Peer{
		Name:  "mesh",
		About: "this runtime",
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
		},
	}
}

func newSystem() *actor.System { return actor.NewSystem(actor.Config{}) }
