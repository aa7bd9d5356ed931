package ingest

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// The cost of counting an event.
func BenchmarkStats(b *testing.B) {
	s, received := new(stats), time.Now()
	b.ReportAllocs()
	for b.Loop() {
		s.stored(received)
		s.answered(mesher.Stored, 1)
	}
}
