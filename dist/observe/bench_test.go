package observe_test

import (
	"testing"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// idle is a process that costs little.
type idle struct{}

func (idle) Handle(*actor.Process, any) error { return nil }

// A page of many processes allocates no more objects than one of a few: only the
// time of one pass grows.
func TestPageOfMany(t *testing.T) {
	objects := func(n int) float64 {
		sys, ask := alone(t, observe.Config{})
		for range n {
			sys.SpawnHandler(idle{})
		}
		return testing.AllocsPerRun(10, func() {
			if page, err := ask.Processes(t.Context(), "", observe.ByMailbox, observe.Page{}); err != nil || len(page.Items) != 50 || page.Total != n+1 {
				t.Fatalf("%d of %d, %v", len(page.Items), page.Total, err)
			}
		})
	}
	if few, many := objects(100), objects(20_000); many > 2*few {
		t.Errorf("%v objects for 100 processes, %v for 20000", few, many)
	}
}

// The cost of a question to a node with a million processes.
func BenchmarkMillion(b *testing.B) {
	sys, ask := alone(b, observe.Config{})
	for range 1_000_000 {
		sys.SpawnHandler(idle{})
	}
	b.Run("processes", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if page, err := ask.Processes(b.Context(), "", observe.ByMailbox, observe.Page{}); err != nil || len(page.Items) != 50 {
				b.Fatal(page, err)
			}
		}
	})
	b.Run("node", func(b *testing.B) {
		for b.Loop() {
			if n, err := ask.Node(b.Context(), ""); err != nil || n.Processes < 1_000_000 {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("tree", func(b *testing.B) {
		for b.Loop() {
			if _, err := ask.Tree(b.Context(), ""); err != nil {
				b.Fatal(err)
			}
		}
	})
}
