package mesher

import (
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	ago := func(d time.Duration) time.Time { return doorTime.Add(-d) }
	for _, c := range []struct {
		about     string
		happened  time.Time
		sent      time.Time
		want      time.Time
		corrected bool
	}{
		{"as said", ago(time.Minute), time.Time{}, ago(time.Minute), false},
		{"not said", time.Time{}, time.Time{}, doorTime, false},
		{"a slow queue is no wrong clock", ago(50 * time.Minute), ago(50 * time.Minute), ago(50 * time.Minute), false},
		{"a clock two hours behind", ago(2*time.Hour + time.Second), ago(2 * time.Hour), ago(time.Second), true},
		{"a clock two hours ahead", ago(time.Second - 2*time.Hour), ago(-2 * time.Hour), ago(time.Second), true},
		{"half a minute ahead", ago(-30 * time.Second), time.Time{}, ago(-30 * time.Second), false},
		{"two minutes ahead", ago(-2 * time.Minute), time.Time{}, doorTime, true},
		{"four weeks old", ago(28 * 24 * time.Hour), time.Time{}, ago(28 * 24 * time.Hour), false},
		{"five weeks old", ago(35 * 24 * time.Hour), time.Time{}, doorTime, true},
		{"beyond any calendar", time.Unix(1<<55, 0), time.Time{}, doorTime, true},
		{"sent before time", ago(0), time.Unix(-1<<55, 0), doorTime, true},
		{"another zone", ago(time.Minute).In(time.FixedZone("", 3600)), time.Time{}, ago(time.Minute), false},
	} {
		t.Run(c.about, func(t *testing.T) {
			e := &Event{Timestamp: c.happened, SentAt: c.sent}
			e.Normalise(doorTime)
			if want := c.want.Truncate(time.Microsecond); e.Timestamp != want {
				t.Errorf("happened %v, want %v", e.Timestamp, want)
			}
			if noted(e, "timestamp") != c.corrected {
				t.Errorf("notes %v, want one: %t", e.Notes, c.corrected)
			}
		})
	}
}

func TestClockShiftsBreadcrumbs(t *testing.T) {
	e := &Event{
		SentAt:      doorTime.Add(-2 * time.Hour),
		Breadcrumbs: []Breadcrumb{{Timestamp: doorTime.Add(-2*time.Hour - time.Minute)}, {}, {Timestamp: doorTime}},
	}
	e.Normalise(doorTime)
	if want := doorTime.Add(-time.Minute).Truncate(time.Microsecond); e.Breadcrumbs[0].Timestamp != want {
		t.Errorf("breadcrumb at %v, want %v", e.Breadcrumbs[0].Timestamp, want)
	}
	if !e.Breadcrumbs[1].Timestamp.IsZero() {
		t.Error("a breadcrumb without a time got one")
	}
	if !e.Breadcrumbs[2].Timestamp.IsZero() || !noted(e, "breadcrumbs.values.2.timestamp") {
		t.Errorf("a breadcrumb from the future stays: %v", e.Breadcrumbs[2].Timestamp)
	}
}

func TestFormatTime(t *testing.T) {
	in := time.Date(2026, 3, 1, 10, 0, 0, 5000, time.FixedZone("", 3600))
	if got, want := FormatTime(in), "2026-03-01T09:00:00.000005Z"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
