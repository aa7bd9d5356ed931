package main

import "testing"

func TestSize(t *testing.T) {
	for _, c := range []struct {
		text string
		want size // 0: refused
	}{
		{"1GB", 1 << 30}, {"500 mb", 500 << 20}, {"64KB", 64 << 10}, {"2TB", 2 << 40}, {"10B", 10}, {"4096", 4096},
		{"", 0}, {"GB", 0}, {"0", 0}, {"-1MB", 0}, {"1.5GB", 0}, {"1XB", 0}, {"99999999999GB", 0},
	} {
		var got size
		if err := got.UnmarshalText([]byte(c.text)); got != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("%q: got %d, %v; want %d", c.text, got, err, c.want)
		}
	}
}
