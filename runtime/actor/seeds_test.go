package actor

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// Seeds yields n sources of randomness, different ones in each run, and stops at
// the first that fails the test. MESH_SEED=7 replays one; MESH_SCALE=10 runs ten
// times as many; -short runs few.
func Seeds(t *testing.T, n int) iter.Seq[*rand.Rand] {
	t.Helper()
	if testing.Short() {
		n = (n + 7) / 8
	}
	first := rand.Uint64() >> 16 // short enough to type
	if replay := os.Getenv("MESH_SEED"); replay != "" {
		first, n = number(t, replay), 1
	} else if scale := os.Getenv("MESH_SCALE"); scale != "" {
		n *= int(number(t, scale))
	}
	return func(yield func(*rand.Rand) bool) {
		for seed := first; seed < first+uint64(n); seed++ {
			more := yield(rand.New(rand.NewPCG(seed, 0)))
			if t.Failed() {
				t.Logf("replay with MESH_SEED=%d", seed)
				return
			}
			if !more {
				return
			}
		}
	}
}

func number(t *testing.T, s string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// OnCPUs runs f with few and with many threads, whatever the machine has. On one,
// goroutines are interrupted at any instruction; on many, they overlap.
func OnCPUs(t *testing.T, f func(t *testing.T)) {
	for _, n := range []int{1, 2, 8} {
		t.Run(fmt.Sprintf("%d CPUs", n), func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
			f(t)
		})
	}
}
