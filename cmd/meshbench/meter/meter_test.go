package meter

import (
	"runtime"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

func TestEach(t *testing.T) {
	turns := 0
	f := Each(200, func() { turns++ })
	if turns != 200 {
		t.Errorf("done %d times, want 200", turns)
	}
	if f[workload.Rate] <= 0 || f[workload.P50] > f[workload.P99] {
		t.Errorf("got %v, want a rate, and p99 no less than p50", f)
	}
	if want := f[workload.P99] / f[workload.P50]; f[workload.P50] > 0 && f[workload.Tail] != want {
		t.Errorf("tail %v, want %v", f[workload.Tail], want)
	}
}

func TestThroughputIsRateInBytes(t *testing.T) {
	var took time.Duration
	f := Throughput(1000)(50, func() {
		start := time.Now()
		for range 1000 {
			runtime.Gosched()
		}
		took = time.Since(start)
	})
	// The meter's own clock runs a little longer than the work's.
	if got, most := f[workload.Throughput], 50*1000/took.Seconds(); got <= 0 || got > most {
		t.Errorf("%.0f bytes/s of 50 kB in %v, want something up to %.0f", got, took, most)
	}
}

func TestSpawnCountsWhatIsKept(t *testing.T) {
	const n, size = 1000, 8 << 10
	kept := make([][]byte, n)
	f := Spawn(n, func() {
		for i := range kept {
			kept[i] = make([]byte, size)
			_ = make([]byte, size) // and this is not
		}
	})
	runtime.KeepAlive(kept)
	if got := f[workload.Memory]; got < size*0.9 || got > size*1.5 {
		t.Errorf("memory %.0f bytes each, want about %d", got, size)
	}
	if f[workload.Spawn] <= 0 {
		t.Errorf("spawn %v, want some time", f[workload.Spawn])
	}
}

func TestAddMemory(t *testing.T) {
	f := AddMemory(workload.Figures{workload.Rate: 1})
	if f[workload.Rate] != 1 || f[workload.Left] <= 0 {
		t.Errorf("got %v, want the rate kept and some memory left", f)
	}
	if peak, told := f[workload.Peak]; told != (runtime.GOOS == "linux") || told && peak < 1<<20 {
		t.Errorf("peak %v, told %v: want more than a megabyte, on Linux", peak, told)
	}
}
