package mesh

import (
	"runtime"
	"sync"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// idleServices have no Init: they are up once spawned.
func idleServices(n int) (workload.Figures, error) {
	sys := newSystem()
	start := service.Run(func() service.Server { return new(deepEcho) })
	f := meter.Spawn(n, func() {
		for range n {
			start(sys)
		}
	})
	runtime.KeepAlive(sys)
	return f, nil
}

func idleFunctions(n int) (workload.Figures, error) {
	sys := newSystem()
	f := meter.Spawn(n, func() {
		var up sync.WaitGroup
		up.Add(n)
		waits := func(p *actor.Process) error {
			up.Done()
			p.Receive()
			return nil
		}
		for range n {
			sys.Spawn(waits)
		}
		up.Wait()
	})
	runtime.KeepAlive(sys)
	return f, nil
}
