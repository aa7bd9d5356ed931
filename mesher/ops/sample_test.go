package ops

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Samples are valid events of the requested size, grouped only by their issue.
func TestSamples(t *testing.T) {
	for _, size := range []int{1 << 10, 2 << 10, 30 << 10, 200 << 10} {
		s := NewSample(size)
		seen := map[string]int{}
		for issue := range 50 {
			id := uuid.New()
			body := s.Event(nil, id, issue)
			if len(body) < size || len(body) > size+size/4+256 {
				t.Fatalf("%d bytes, want about %d", len(body), size)
			}
			e, err := mesher.DecodeEvent(body)
			if err != nil {
				t.Fatal(err)
			}
			e.ReceivedAt = time.Now()
			e.Normalise(e.ReceivedAt)
			if e.ID != id {
				t.Errorf("id %s, want %s", e.ID, id)
			}
			if size <= 30<<10 && len(e.Notes) > 0 {
				t.Errorf("%d bytes: it has to be corrected: %v", size, e.Notes)
			}
			g := mesher.GroupingOf(e)
			again, err := mesher.DecodeEvent(s.Event(nil, uuid.New(), issue))
			if err != nil || mesher.GroupingOf(again).Hash != g.Hash {
				t.Errorf("another event of issue %d groups elsewhere: %v", issue, err)
			}
			seen[g.Fingerprint()]++
		}
		if len(seen) != 50 {
			t.Errorf("50 issues became %d", len(seen))
		}
	}
}
