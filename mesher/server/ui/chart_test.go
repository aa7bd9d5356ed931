package ui

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

func volumeOf(step mesher.Step, counts ...int64) Volume {
	v := Volume{Step: step}
	for i, n := range counts {
		v.Buckets = append(v.Buckets, mesher.Bucket{Start: now.Truncate(time.Duration(step)).Add(time.Duration(i) * time.Duration(step)), Events: n})
	}
	return v
}

func TestVolume(t *testing.T) {
	for _, c := range []struct {
		name                  string
		volume                Volume
		heights, outline, say string
	}{
		{"nothing at all", volumeOf(mesher.Hourly), "", "", "0 events in 0 hours"},
		{"no events", volumeOf(mesher.Hourly, 0, 0), "0 0", "", "0 events in 2 hours"},
		{"one", volumeOf(mesher.Daily, 0, 1), "0 100", "M4 24v-24h3v24z", "1 event in 2 days, at most 1 (15 Mar)"},
		{"the least is seen beside the most", volumeOf(mesher.Hourly, 1, 1_000_000), "1 100", "M0 24v-1h3v1zM4 24v-24h3v24z",
			"1,000,001 events in 2 hours, at most 1,000,000 (14 Mar 16:00)"},
		{"the first of equals", volumeOf(mesher.Hourly, 2, 2), "100 100", "M0 24v-24h3v24zM4 24v-24h3v24z", "4 events in 2 hours, at most 2 (14 Mar 15:00)"},
	} {
		heights := ""
		for _, b := range c.volume.Bars() {
			if heights != "" {
				heights += " "
			}
			heights += fmt.Sprint(b.Height)
		}
		if heights != c.heights || c.volume.Outline() != c.outline {
			t.Errorf("%s: got %q and %q, want %q and %q", c.name, heights, c.volume.Outline(), c.heights, c.outline)
		}
		if got := c.volume.Said(); got != c.say {
			t.Errorf("%s: got %q, want %q", c.name, got, c.say)
		}
	}
	if got, want := fmt.Sprint(volumeOf(mesher.Daily, 1, 2, 3, 4).Marks()), "[14 Mar 16 Mar 17 Mar]"; got != want {
		t.Errorf("marks: got %s, want %s", got, want)
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		events, of int64
		want       string
		width      int
	}{{0, 0, "0%", 0}, {0, 5, "0%", 0}, {1, 1000, "<1%", 1}, {199, 1000, "19%", 19}, {5, 5, "100%", 100}} {
		s := share{Events: c.events, of: c.of}
		if s.Percent() != c.want || s.Width() != c.width {
			t.Errorf("%d of %d: got %s and %d, want %s and %d", c.events, c.of, s.Percent(), s.Width(), c.want, c.width)
		}
	}
}
