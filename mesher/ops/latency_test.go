package ops

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A percentile is never below the true one, and at most a sixteenth above it.
func TestPercentiles(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var a, b histogram
	var all []time.Duration
	for n := range 100_000 {
		d := time.Duration(random.ExpFloat64() * float64(5*time.Millisecond))
		all = append(all, d)
		if n%2 == 0 {
			a.add(d)
		} else {
			b.add(d)
		}
	}
	a.merge(&b)
	slices.Sort(all)
	for _, percent := range []float64{1, 50, 90, 99, 99.9} {
		want, got := all[int(percent/100*float64(len(all)))-1], a.percentile(percent)
		if got < want || got > want+want/16+time.Microsecond {
			t.Errorf("%v%%: got %v, want %v", percent, got, want)
		}
	}
}

func TestExtremes(t *testing.T) {
	var h histogram
	if got := h.percentile(50); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
	for _, d := range []time.Duration{-1, 0, time.Microsecond, 31 * time.Microsecond, 32 * time.Microsecond, 63 * time.Microsecond, 64 * time.Microsecond, time.Hour, 1 << 62} {
		if bucket := bucketOf(d); bucket < 0 || bucket >= len(h.buckets) || d < 1000*time.Hour && upTo(bucket) < d {
			t.Errorf("%v is in bucket %d, up to %v", d, bucket, upTo(bucket))
		}
	}
	for i := range h.buckets[1:] {
		if upTo(i) >= upTo(i+1) {
			t.Fatalf("bucket %d ends at %v, the next at %v", i, upTo(i), upTo(i+1))
		}
	}
}
