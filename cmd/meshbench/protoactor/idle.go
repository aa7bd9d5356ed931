package protoactor

import (
	"runtime"
	"sync"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

func idle(n int) (workload.Figures, error) {
	root := newRoot()
	var up sync.WaitGroup
	up.Add(n)
	props := actor.PropsFromFunc(func(c actor.Context) {
		if _, ok := c.Message().(*actor.Started); ok {
			up.Done()
		}
	})
	f := meter.Spawn(n, func() {
		for range n {
			root.Spawn(props)
		}
		up.Wait()
	})
	runtime.KeepAlive(root)
	return f, nil
}
