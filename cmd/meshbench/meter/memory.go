package meter

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// Spawn measures the cost of n things: to start, and to keep. start returns when
// all are up.
func Spawn(n int, start func()) workload.Figures {
	before := inUse()
	began := time.Now()
	start()
	took := time.Since(began)
	return workload.Figures{
		workload.Spawn:  float64(took) / float64(n),
		workload.Memory: (inUse() - before) / float64(n),
	}
}

// AddMemory adds to f the most memory that the process held, and what it still
// holds.
func AddMemory(f workload.Figures) workload.Figures {
	if peak, ok := peak(); ok {
		f[workload.Peak] = peak
	}
	f[workload.Left] = inUse()
	return f
}

// inUse returns what heap and stacks take after a garbage collection, including
// fragmentation.
func inUse() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse + m.StackInuse)
}

// peak returns the high water of the process's resident memory, if the system
// records it.
func peak() (float64, bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	_, after, ok := bytes.Cut(status, []byte("VmHWM:"))
	if !ok {
		return 0, false
	}
	kB, err := strconv.ParseFloat(string(bytes.Fields(after)[0]), 64)
	return kB * 1024, err == nil
}
