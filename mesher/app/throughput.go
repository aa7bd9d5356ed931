package app

import (
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// throughputName is the name of the process that measures incoming events.
const throughputName = "throughput"

// measureEvery is the time over which incoming events are counted for one figure.
const measureEvery = 5 * time.Second

// throughput is how many events came in each second, over the last few.
type throughput struct{ bits atomic.Uint64 }

func (t *throughput) perSecond() float64 { return math.Float64frombits(t.bits.Load()) }

// measure is a process that keeps it up to date.
func (t *throughput) measure(stats func() ingest.Stats) actor.Func {
	return func(p *actor.Process) error {
		before, at := came(stats()), time.Now()
		for {
			p.Sleep(measureEvery)
			now := time.Now()
			n := came(stats())
			t.bits.Store(math.Float64bits(float64(n-before) / now.Sub(at).Seconds()))
			before, at = n, now
		}
	}
}

// came counts events, whatever became of them, except those that SDKs dropped,
// and items that are not events.
func came(s ingest.Stats) (n int64) {
	for outcome, events := range s.Events {
		if !strings.HasPrefix(string(outcome), "sdk_") && !strings.HasPrefix(string(outcome), "item_") {
			n += events
		}
	}
	return n
}
