package mesher

import (
	"testing"
	"time"
)

func TestPageOf(t *testing.T) {
	place := func(n int) Cursor { return Cursor{Value: int64(n)} }
	for _, c := range []struct {
		given, size, held int
		next              int64 // 0: none
	}{{0, 2, 0, 0}, {1, 2, 1, 0}, {2, 2, 2, 0}, {3, 2, 2, 2}} {
		var items []int
		for n := range c.given {
			items = append(items, n+1)
		}
		page := PageOf(items, c.size, place)
		var next int64
		if page.Next != nil {
			next = page.Next.Value
		}
		if len(page.Items) != c.held || next != c.next {
			t.Errorf("of %d items a page of %d holds %d and goes on after %d, want %d and %d", c.given, c.size, len(page.Items), next, c.held, c.next)
		}
	}
	for limit, want := range map[int]int{-1: 25, 0: 25, 1: 1, 100: 100, 101: 100} {
		if got := (PageRequest{Limit: limit}).Size(); got != want {
			t.Errorf("a limit of %d gives %d, want %d", limit, got, want)
		}
	}
}

func TestBuckets(t *testing.T) {
	noon := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		since, until time.Time
		step         Step
		first        time.Time
		buckets      int // 0: refused
	}{
		{noon, noon.Add(time.Hour), Hourly, noon, 1},
		{noon.Add(time.Minute), noon.Add(time.Hour + 1), Hourly, noon, 2},
		{noon, noon.Add(24 * time.Hour), Daily, noon.Add(-12 * time.Hour), 2},
		{noon, noon.AddDate(0, 0, 90), Daily, noon.Add(-12 * time.Hour), 91},
		{noon, noon, Hourly, noon, 0},
		{noon, noon.AddDate(0, 0, 90), Hourly, noon, 0},
	} {
		got, err := Window{Since: c.since, Until: c.until}.Buckets(c.step)
		if len(got) != c.buckets || (err == nil) != (c.buckets > 0) {
			t.Errorf("from %v until %v there are %d buckets, %v; want %d", c.since, c.until, len(got), err, c.buckets)
		} else if c.buckets > 0 && !got[0].Start.Equal(c.first) {
			t.Errorf("from %v the first bucket begins at %v, want %v", c.since, got[0].Start, c.first)
		}
	}
}
