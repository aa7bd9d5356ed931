package supervisor

import (
	"testing"
	"time"
)

// S26: more than max restarts within the window are too many.
func TestIntensity(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name   string
		max    int
		window time.Duration
		at     []time.Duration // of the restarts
		want   int             // which one is too many, from 1; 0: none
	}{
		{"none is put up with", 0, 5 * s, []time.Duration{0}, 1},
		{"exactly max", 3, 5 * s, []time.Duration{0, 0, 0}, 0},
		{"one more at once", 3, 5 * s, []time.Duration{0, 0, 0, 0}, 4},
		{"one more later", 3, 5 * s, []time.Duration{0, s, 2 * s, 4 * s}, 4},
		{"the first one is a window old", 3, 5 * s, []time.Duration{0, s, 2 * s, 5 * s}, 4},
		{"the first one is older", 3, 5 * s, []time.Duration{0, s, 2 * s, 5*s + 1}, 0},
		{"evenly spread for ever", 1, s, []time.Duration{0, s + 1, 2*s + 2, 3*s + 3, 4*s + 4}, 0},
		{"a burst after a pause", 2, s, []time.Duration{0, 0, 9 * s, 9 * s, 9 * s}, 5},
	} {
		i := intensity{max: c.max, window: c.window}
		got := 0
		for n, at := range c.at {
			if i.add(time.Unix(0, 0).Add(at)) {
				got = n + 1
				break
			}
		}
		if got != c.want {
			t.Errorf("%s: restart %d was too many, want %d", c.name, got, c.want)
		}
	}
}

// It remembers no more than it has to.
func TestIntensityForgets(t *testing.T) {
	i := intensity{max: 10, window: time.Second}
	now := time.Unix(0, 0)
	for range 10_000 {
		if now = now.Add(time.Second / 5); i.add(now) {
			t.Fatal("six restarts a window were too many")
		}
	}
	if n := cap(i.recent); n > 32 {
		t.Errorf("remembers %d restarts", n)
	}
}

// S27: pauses grow, and a child that keeps failing reaches the limit all the
// same.
func TestPause(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		max    int
		window time.Duration
		want   []time.Duration
	}{
		{3, 5 * time.Second, []time.Duration{50 * ms, 100 * ms, 200 * ms, 400 * ms, 625 * ms, 625 * ms}},
		{99, 5 * time.Second, []time.Duration{25 * ms, 25 * ms}},
		{0, time.Hour, []time.Duration{50 * ms, 100 * ms}},
	} {
		i := intensity{max: c.max, window: c.window}
		for n, want := range c.want {
			if got := i.pause(n + 1); got != want {
				t.Errorf("%d within %v: pause %d is %v, want %v", c.max, c.window, n+1, got, want)
			}
		}
		now := time.Unix(0, 0)
		tries := 1
		for ; !i.add(now); tries++ {
			if tries > c.max {
				t.Fatalf("%d within %v: goes on for ever", c.max, c.window)
			}
			now = now.Add(i.pause(tries))
		}
		if tries != c.max+1 {
			t.Errorf("%d within %v: found out after %d", c.max, c.window, tries)
		}
	}
	if got := (&intensity{window: time.Minute}).pause(1 << 40); got != time.Minute/2 {
		t.Errorf("a pause after very many failures is %v", got)
	}
}

// A used restart is free again once it is older than a window.
func TestUsedIntensity(t *testing.T) {
	const s = time.Second
	start := time.Unix(0, 0)
	i := intensity{max: 3, window: 5 * s}
	i.add(start)
	i.add(start.Add(2 * s))
	for after, want := range map[time.Duration]int{2 * s: 2, 5 * s: 2, 5*s + 1: 1, 7*s + 1: 0} {
		if got := i.used(start.Add(after)); got != (Intensity{3, 5 * s, want}) {
			t.Errorf("after %v: %+v, want %d of 3", after, got, want)
		}
	}
}
