package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		done, all, since int64
		elapsed          time.Duration
		want             string
	}{
		{0, 100, 0, 0, "  0%  0 of 100 rows"},
		{50, 100, 50, 5 * time.Second, " 50%  50 of 100 rows  10/s  5s left"},
		{90, 100, 10, 5 * time.Second, " 90%  90 of 100 rows  2/s  5s left"}, // 80 were there at the start
		{100, 100, 100, 10 * time.Second, "100%  100 of 100 rows  10/s  0s left"},
		{110, 100, 110, 10 * time.Second, "100%  110 of 110 rows  11/s  0s left"},
		{0, 0, 0, time.Hour, "  0%  0 of 1 rows"},
	} {
		if got := progressLine(c.done, c.all, c.since, c.elapsed, "rows"); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.done, c.all, got, c.want)
		}
	}
}

// A file gets a line at intervals and at the end, a terminal one that changes.
func TestProgress(t *testing.T) {
	begin := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		live       bool
		ends, runs int // line ends, and lines in all
	}{{false, 3, 3}, {true, 1, 26}} {
		var out bytes.Buffer
		p := &progress{to: &out, live: c.live, unit: "rows", first: -1}
		for n := range 26 {
			p.at(begin.Add(time.Duration(n)*time.Second), int64(n), 25, "events")
		}
		p.end()
		if ends, runs := strings.Count(out.String(), "\n"), strings.Count(out.String(), "%"); ends != c.ends || runs != c.runs && runs != c.runs-1 {
			t.Errorf("live %v: %d line ends and %d lines: %q", c.live, ends, runs, &out)
		}
	}
}
