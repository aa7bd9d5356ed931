package channel

import (
	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

func call(n int) (workload.Figures, error) {
	type request struct {
		message
		reply chan message
	}
	requests := make(chan request, buffer)
	go func() {
		for r := range requests {
			r.reply <- r.message
		}
	}()
	reply := make(chan message, 1)
	return meter.Each(n, func() {
		requests <- request{message{value: 1}, reply}
		<-reply
	}), nil
}
