package ingest

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestBuckets(t *testing.T) {
	type step struct {
		after time.Duration // since the step before
		take  take
		wait  time.Duration
	}
	one, two := take{1, 2}, take{2, 2}
	for _, c := range []struct {
		about string
		steps []step
	}{
		{"a minute's worth at once, then in time", []step{
			{0, one, 0}, {0, one, 0}, {0, one, 30 * time.Second},
			{29 * time.Second, one, time.Second}, {time.Second, one, 0}, {0, one, 30 * time.Second},
		}},
		{"a refusal costs nothing", []step{
			{0, one, 0}, {0, one, 0}, {0, one, 30 * time.Second}, {0, one, 30 * time.Second}, {30 * time.Second, one, 0},
		}},
		{"projects don't share", []step{
			{0, one, 0}, {0, one, 0}, {0, two, 0}, {0, two, 0}, {0, two, 30 * time.Second},
		}},
		{"an idle hour is worth a minute", []step{
			{0, one, 0}, {time.Hour, one, 0}, {0, one, 0}, {0, one, 30 * time.Second},
		}},
		{"a limit that is raised counts at once", []step{
			{0, take{1, 1}, 0}, {0, take{1, 1}, time.Minute}, {0, take{1, 60}, time.Second}, {time.Second, take{1, 60}, 0},
		}},
		{"no limit", []step{{0, take{1, -1}, 0}, {0, take{1, -1}, 0}, {0, take{1, -1}, 0}}},
	} {
		t.Run(c.about, func(t *testing.T) {
			b, now := newBuckets(), noon
			for i, s := range c.steps {
				now = now.Add(s.after)
				if got := b.take(s.take, now); got.Round(time.Millisecond) != s.wait {
					t.Errorf("step %d: wait %v, want %v", i, got, s.wait)
				}
			}
		})
	}
}

// Projects that have not sent for a while are forgotten, others never.
func TestBucketsAreSwept(t *testing.T) {
	b, now := newBuckets(), noon
	for id := range mesher.ProjectID(100 * fewBuckets) {
		now = now.Add(10 * time.Millisecond)
		b.take(take{id, 60}, now)
		b.take(take{-1, 1}, now)
	}
	if most := 100 + 2*fewBuckets; len(b.full) > 10*most {
		t.Errorf("%d buckets are kept", len(b.full))
	}
	if b.take(take{-1, 1}, now) == 0 {
		t.Error("an empty bucket was forgotten")
	}
}

// A node that asks for the levels while events are still to be told has each
// once.
func TestBucketsOfOneThatJoins(t *testing.T) {
	here, joined, tenth := newBuckets(), newBuckets(), take{1, 10}
	hear := func(debits []Debit, counts func(Debit, time.Time)) {
		for _, d := range debits {
			counts(d, noon)
		}
	}
	for range 3 {
		here.take(tenth, noon)
	}
	here.tell() // nobody is there yet
	for range 2 {
		here.take(tenth, noon)
	}
	hear(here.levels(noon), joined.drain)
	hear(here.tell(), joined.spend)
	if got, want := joined.level(1, noon), here.level(1, noon); got != want || want != 30*time.Second {
		t.Errorf("%v is missing for one that joined, and %v here, want 30s", got, want)
	}
}
