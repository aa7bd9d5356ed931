package lease

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

func TestClaim(t *testing.T) {
	type look struct {
		after time.Duration // since the look before
		lease mesher.Lease
		want  bool
	}
	theirs := func(fence int64) mesher.Lease { return mesher.Lease{Holder: "them", Fence: fence} }
	for _, c := range []struct {
		about string
		looks []look
	}{
		{"nobody has it", []look{{0, mesher.Lease{}, true}}},
		{"it was given up", []look{{0, theirs(1), false}, {0, mesher.Lease{Fence: 2}, true}}},
		{"it is ours", []look{{0, mesher.Lease{Holder: "us", Fence: 7}, true}}},
		{"it is not renewed", []look{{0, theirs(1), false}, {14 * time.Second, theirs(1), false}, {time.Second, theirs(1), true}}},
		{"it is renewed", []look{
			{0, theirs(1), false}, {14 * time.Second, theirs(2), false}, {14 * time.Second, theirs(2), false}, {time.Second, theirs(2), true},
		}},
		{"until when it is theirs does not matter", []look{
			{0, mesher.Lease{Holder: "them", Fence: 1, Until: time.Unix(0, 0)}, false},
			{15 * time.Second, mesher.Lease{Holder: "them", Fence: 1, Until: time.Unix(1<<40, 0)}, true},
		}},
		{"it was ours, and is theirs with a fence that we saw long ago", []look{
			{0, theirs(1), false}, {time.Second, mesher.Lease{Holder: "us", Fence: 2}, true}, {time.Hour, theirs(1), false},
		}},
	} {
		claim, now := claim{holder: "us", length: 15 * time.Second}, time.Unix(1_000_000, 0)
		for i, l := range c.looks {
			now = now.Add(l.after)
			if got := claim.free(l.lease, now); got != l.want {
				t.Errorf("%s: at look %d it is free: %v, want %v", c.about, i+1, got, l.want)
			}
		}
	}
}
