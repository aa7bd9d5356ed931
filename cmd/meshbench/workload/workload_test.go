package workload

import "testing"

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		unit Unit
		v    float64
		want string
	}{
		{PerSecond, 2_214_000, "2.21 M/s"},
		{PerSecond, 15_800_000, "15.8 M/s"},
		{PerSecond, 225_182, "225 k/s"},
		{PerSecond, 9_999, "9999 /s"},
		{Nanoseconds, 385.4, "385 ns"},
		{Nanoseconds, 14_800, "14.8 µs"},
		{Nanoseconds, 3e6, "3.00 ms"},
		{Bytes, 360, "360 B"},
		{Bytes, 12_700_000, "12.7 MB"},
		{BytesPerSecond, 1.76e9, "1760 MB/s"},
		{Times, 5, "5.00x"},
	} {
		if got := c.unit.Format(c.v); got != c.want {
			t.Errorf("%v in %q: got %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}

func TestBar(t *testing.T) {
	for _, c := range []struct {
		bar           Bar
		figure, ratio float64
		met           bool
		text          string
	}{
		{atLeast(0.78), 0, 0.78, true, "≥ 0.78x"},
		{atLeast(0.78), 0, 0.776, true, "≥ 0.78x"}, // it reads 0.78
		{atLeast(0.78), 0, 0.774, false, "≥ 0.78x"},
		{atLeast(1.1), 9, 1, false, "≥ 1.10x"},
		{atMost(0.4), 9, 0.4, true, "≤ 0.40x"},
		{atMost(0.4), 0, 0.41, false, "≤ 0.40x"},
		{below(360), 360, 9000, true, "≤ 360 B"},
		{below(360), 361, 0, false, "≤ 360 B"},
	} {
		if got := c.bar.Met(c.figure, c.ratio); got != c.met {
			t.Errorf("%s with figure %v, ratio %v: met is %v", c.text, c.figure, c.ratio, got)
		}
		if got := c.bar.Format(Bytes); got != c.text {
			t.Errorf("got %q, want %q", got, c.text)
		}
	}
	if got := (Bar{}).Format(Bytes); got != "" {
		t.Errorf("no bar reads %q", got)
	}
}

func TestHas(t *testing.T) {
	w := Workload{Name: "L6-deep"}
	for name, want := range map[string]bool{"L6-deep": true, "L6": true, "L": false, "L6-d": false, "L6-deep-er": false} {
		if got := w.Has(name); got != want {
			t.Errorf("L6-deep has %q: got %v", name, got)
		}
	}
}
