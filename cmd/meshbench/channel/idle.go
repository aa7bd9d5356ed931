package channel

import (
	"runtime"
	"sync"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// idle goroutines wait on channels of their own, with room for one message, so
// that they are comparable to processes waiting for a wake-up.
func idle(n int) (workload.Figures, error) {
	channels := make([]chan any, n)
	f := meter.Spawn(n, func() {
		var up sync.WaitGroup
		up.Add(n)
		for i := range channels {
			c := make(chan any, 1)
			channels[i] = c
			go func() {
				up.Done()
				<-c
			}()
		}
		up.Wait()
	})
	runtime.KeepAlive(channels)
	return f, nil
}
