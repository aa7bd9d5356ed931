package observe

import (
	"context"
	"math"
	"runtime"
	"runtime/metrics"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

const (
	mostFigures = 32
	mostPeers   = 1000
)

func (s *server) node(ctx context.Context, sys *actor.System) Node {
	stats := sys.Stats()
	n := Node{
		Name:      plain(sys.Node().Name),
		Version:   plain(s.Version),
		Uptime:    time.Since(s.Started),
		Processes: stats.Processes,
		Spawned:   stats.Spawned,
		Faults:    stats.Faults,
		Panics:    stats.Panics,
		Killed:    stats.Killed,
		Stuck:     stats.Stuck,
		Dead:      stats.DeadLetters,

		Goroutines: runtime.NumGoroutine(),
		Memory:     memory(),
		Peers:      []string{},
		Lost:       []string{},
		Figures:    []Figure{},
	}
	for b := range sys.Briefs() {
		n.Waiting += b.Mailbox
		n.Longest = max(n.Longest, b.Mailbox)
	}
	if node := s.Node(); node != nil {
		for _, p := range node.Stats() {
			switch {
			case p.Hidden || len(n.Peers)+len(n.Lost) == mostPeers:
			case p.Up:
				n.Peers = append(n.Peers, plain(p.Node.Name))
			default:
				n.Lost = append(n.Lost, plain(p.Node.Name))
			}
		}
	}
	for _, f := range s.Figures(ctx) {
		none := math.IsNaN(f.Number) || math.IsInf(f.Number, 0) // JSON can't express them
		if len(n.Figures) < mostFigures && !none {
			n.Figures = append(n.Figures, Figure{plain(f.Name), f.Number, plain(f.Text)})
		}
	}
	return n
}

// memory returns the memory that Go has from the system and did not give back.
func memory() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
