package dist

import (
	"testing"
	"time"
)

func TestPulse(t *testing.T) {
	start := time.Unix(0, 0)
	const interval, timeout = 60 * time.Second, 15 * time.Second
	type step struct {
		at    time.Duration
		heard bool
		until time.Duration
		lost  bool
	}
	for name, steps := range map[string][]step{
		"heard in time": {
			{at: 0, heard: true, until: 60 * time.Second},
			{at: 10 * time.Second, heard: true, until: 70 * time.Second},
		},
		"asked, and answers": {
			{at: 0, heard: true, until: 60 * time.Second},
			{at: 60 * time.Second, until: 75 * time.Second},
			{at: 74 * time.Second, heard: true, until: 134 * time.Second},
			{at: 134 * time.Second, until: 149 * time.Second},
		},
		"asked, and silent": {
			{at: 0, heard: true, until: 60 * time.Second},
			{at: 60 * time.Second, until: 75 * time.Second},
			{at: 75 * time.Second, lost: true},
		},
		"asked at once, and again before it can answer": {
			{at: 0, heard: true, until: 60 * time.Second},
			{at: 5 * time.Second, until: 20 * time.Second},
			{at: 5 * time.Second, until: 20 * time.Second},
			{at: 19 * time.Second, until: 20 * time.Second},
			{at: 20 * time.Second, lost: true},
		},
		"asked, and this node slept": {
			{at: 0, heard: true, until: 60 * time.Second},
			{at: 60 * time.Second, until: 75 * time.Second},
			{at: 600 * time.Second, until: 615 * time.Second},
			{at: 615 * time.Second, lost: true},
		},
		"asked, and this node slept a little longer than the timeout": {
			{at: 0, heard: true, until: 60 * time.Second},
			{at: 60 * time.Second, until: 75 * time.Second},
			{at: 78 * time.Second, until: 93 * time.Second},
			{at: 94 * time.Second, lost: true},
		},
	} {
		p := pulse{interval: interval, timeout: timeout}
		for i, s := range steps {
			var until time.Time
			var lost bool
			if s.heard {
				until = p.heard(start.Add(s.at))
			} else {
				until, lost = p.silent(start.Add(s.at))
			}
			if lost != s.lost || !lost && until.Sub(start) != s.until {
				t.Errorf("%s, step %d: until %v, lost %v; want %v, %v", name, i, until.Sub(start), lost, s.until, s.lost)
			}
		}
	}
}
