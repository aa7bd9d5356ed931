package ingest

import (
	"testing"
	"time"
)

func TestComplaint(t *testing.T) {
	var c complaint
	began := time.Unix(1_700_000_000, 0)
	for _, step := range []struct {
		after       time.Duration
		events, all int
		due         bool
	}{
		{0, 3, 3, true}, // the first at once
		{time.Second, 2, 0, false},
		{9 * time.Second, 2, 0, false},
		{10 * time.Second, 1, 5, true}, // all since then
		{11 * time.Second, 1, 0, false},
		{time.Hour, 0, 1, true},
	} {
		if all, due := c.due(began.Add(step.after), step.events); all != step.all || due != step.due {
			t.Errorf("after %v: %d, %v; want %d, %v", step.after, all, due, step.all, step.due)
		}
	}
}
