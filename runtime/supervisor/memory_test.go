package supervisor_test

import (
	"fmt"
	"log/slog"
	"runtime"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// Storms of ten thousand crashing children leave no memory and no goroutines
// behind.
func TestStormLeavesNothing(t *testing.T) {
	sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.DiscardHandler)})
	storm := func() {
		start := actor.RunHandler(func() actor.Handler { return quiet{} })
		spec := supervisor.Spec{MaxRestarts: 4_000}
		for i := range 10_000 {
			spec.Children = append(spec.Children, supervisor.Child{ID: fmt.Sprint(i), Start: start})
		}
		sup, err := supervisor.Start(t.Context(), sys, spec)
		if err != nil {
			t.Fatal(err)
		}
		infos, err := supervisor.Children(t.Context(), sys, sup)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range infos {
			sys.Send(info.PID, errBoom)
		}
		if _, err := sys.Wait(t.Context(), sup); err != nil {
			t.Fatal(err)
		}
	}
	usage := func() (heap uint64, goroutines int) {
		for range 3 {
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, runtime.NumGoroutine()
	}
	storm()
	heap, _ := usage()
	var left int
	for grown := 0; ; grown++ { // tables grow for the worst storm so far: what is left behind grows each time
		storm()
		before := heap
		after, goroutines := usage()
		left = goroutines
		t.Logf("heap %d kB, then %d kB; %d goroutines", before>>10, after>>10, left)
		if after <= before+1<<20 {
			break
		}
		if grown == 4 {
			t.Fatalf("the heap grew by %d kB", (after-before)>>10)
		}
		heap = after
	}
	if most := 70; left > most { // the pool keeps some workers
		t.Errorf("%d goroutines are left, want %d at most", left, most)
	}
	if err := sys.Stop(t.Context()); err != nil || sys.Count() != 0 {
		t.Errorf("stopped with %v, %d processes are left", err, sys.Count())
	}
}
