package live_test

import (
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/group"
)

// The cost of publishing to the committer, for each event of a batch of a hundred
// in ten projects: when nobody watches, which should be next to nothing, and when
// one connection watches each project.
func BenchmarkStored(b *testing.B) {
	for _, watched := range []bool{false, true} {
		b.Run(fmt.Sprintf("watched=%v", watched), func(b *testing.B) {
			sys := actortest.NewSystem(b)
			scope, err := group.Start(b.Context(), sys)
			if err != nil {
				b.Fatal(err)
			}
			s := begin(b, sys, alone{scope})
			type stored struct {
				mesher.Record
				mesher.Receipt
			}
			var batch []stored
			for n := range 100 {
				project := mesher.ProjectID(n%10 + 1)
				for r, receipt := range events(project, nil, fmt.Sprint("it broke in a way of its own ", n)) {
					batch = append(batch, stored{r, receipt})
				}
				if watched && n < 10 {
					s.listen(b, project)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				s.Stored(func(yield func(mesher.Record, mesher.Receipt) bool) {
					for _, e := range batch {
						if !yield(e.Record, e.Receipt) {
							return
						}
					}
				})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(batch)), "ns/event")
		})
	}
}

// A message to a thousand feeds, none of which is read.
func BenchmarkFanOut(b *testing.B) {
	sys := actortest.NewSystem(b)
	scope, err := group.Start(b.Context(), sys)
	if err != nil {
		b.Fatal(err)
	}
	s := begin(b, sys, alone{scope})
	for range 1000 {
		s.listen(b, 1)
	}
	taker := s.listen(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		s.Stored(events(1, nil, "it broke"))
		if _, err := taker.Next(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
