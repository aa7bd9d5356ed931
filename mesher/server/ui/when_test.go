package ui

import (
	"testing"
	"time"
)

func TestAgo(t *testing.T) {
	now := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	for _, c := range []struct {
		ago  time.Duration
		want string
	}{
		{-time.Hour, "just now"},
		{9 * time.Second, "just now"},
		{10 * time.Second, "10 s ago"},
		{time.Minute - 1, "59 s ago"},
		{time.Minute, "1 min ago"},
		{time.Hour - 1, "59 min ago"},
		{time.Hour, "1 h ago"},
		{24*time.Hour - 1, "23 h ago"},
		{24 * time.Hour, "yesterday"},
		{48 * time.Hour, "2 days ago"},
		{30*24*time.Hour - 1, "29 days ago"},
		{30 * 24 * time.Hour, "12 Feb 2026"},
	} {
		if got := newMoment(now.Add(-c.ago), now).Ago(); got != c.want {
			t.Errorf("%v: got %q, want %q", c.ago, got, c.want)
		}
	}
}

func TestMomentIsUTC(t *testing.T) {
	m := newMoment(time.Date(2026, 3, 14, 1, 0, 0, 5e6, time.FixedZone("far", 3600)), time.Time{})
	if got, want := m.Exact(), "14 March 2026, 00:00:00.005 UTC"; got != want {
		t.Errorf("exact: got %q, want %q", got, want)
	}
	if got, want := m.Machine(), "2026-03-14T00:00:00.005Z"; got != want {
		t.Errorf("machine: got %q, want %q", got, want)
	}
	if newMoment(time.Time{}, time.Time{}).Known() {
		t.Error("the zero time counts as known")
	}
}
