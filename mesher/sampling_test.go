package mesher

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/uuid"
)

// The kept part has the requested size, and a larger one contains a smaller.
func TestKeeps(t *testing.T) {
	const events = 10_000
	for _, rate := range []float64{0.001, 0.1, 0.5, 0.9, 0.999} {
		kept := 0
		for n := range events {
			id := uuid.NewSHA1(uuid.Nil, fmt.Append(nil, n))
			keeps := Settings{SampleRate: rate}.Keeps(id)
			if keeps {
				kept++
			}
			if keeps && !(Settings{SampleRate: rate + 0.0005}).Keeps(id) {
				t.Fatalf("event %d is kept at %v and not at a higher rate", n, rate)
			}
		}
		// Five standard deviations; the ids are always the same.
		if off := math.Abs(float64(kept) - rate*events); off > 5*math.Sqrt(events*rate*(1-rate)) {
			t.Errorf("of %d events %d are kept at %v", events, kept, rate)
		}
	}
	for _, rate := range []float64{0, -1, 1, 2} {
		if !(Settings{SampleRate: rate}).Keeps(uuid.UUID{1}) {
			t.Errorf("a rate of %v keeps not all", rate)
		}
	}
}
