package task_test

import (
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/task"
)

func BenchmarkGoAwait(b *testing.B) {
	sys := actortest.NewSystem(b)
	ctx := b.Context()
	b.Run("system", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := task.Go(sys, answer).Await(ctx, sys); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("process", func(b *testing.B) {
		b.ReportAllocs()
		actortest.NewProbe(b, sys).Do(func(p *actor.Process) {
			for b.Loop() {
				if _, err := task.Go(p, answer).Await(ctx, p); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

func BenchmarkMap(b *testing.B) {
	sys := actortest.NewSystem(b)
	items := make([]int, 100)
	b.ReportAllocs()
	for b.Loop() {
		_, err := task.Map(b.Context(), sys, items, 8, func(_ *actor.Process, n int) (int, error) { return n, nil })
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(items)), "ns/item")
}
