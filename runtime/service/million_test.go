package service_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A million idle servers: the cost of starting and keeping one, and a call to
// each of them. Run it with -benchtime=1000000x.
func BenchmarkIdle(b *testing.B) {
	sys := actor.NewSystem(actor.Config{})
	start := service.Run(func() service.Server { return &counter{} })
	pids := make([]actor.PID, b.N)
	before := inUse()
	b.ResetTimer()
	for i := range pids {
		pids[i] = start(sys)
	}
	b.StopTimer()
	b.ReportMetric(float64(inUse()-before)/float64(b.N), "B/server")
	b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")

	began := time.Now()
	for _, pid := range pids {
		if _, err := service.Call[int](b.Context(), sys, pid, Add{By: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(time.Since(began))/float64(b.N), "ns/call")
	if err := sys.Stop(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// inUse returns what heap and stacks hold after a collection.
func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
