package draw

import (
	"testing"
	"time"
)

func TestUnits(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{size(0), "0 B"}, {size(1023), "1023 B"}, {size(1024), "1.0 KB"}, {size(10 << 10), "10 KB"}, {size(10100), "9.9 KB"},
		{size(1<<20 - 1), "1.0 MB"}, {size(uint64(1<<64 - 1)), "16 EB"}, {size(1.5), "2 B"},
		{number(0), "0"}, {number(12.5), "12.5"}, {number(12), "12"}, {number(1234.5), "1234"}, {number(-0.25), "-0.2"},
		{span(0), "0s"}, {span(-time.Hour), "0s"}, {span(59*time.Second + 999*time.Millisecond), "59s"}, {span(200 * time.Second), "3m 20s"},
		{span(125 * time.Minute), "2h 5m"}, {span(292 * time.Hour), "12d 4h"},
		{trip(0), "-"}, {trip(1234 * time.Microsecond), "1.23 ms"}, {trip(40 * time.Millisecond), "40 ms"}, {trip(1500 * time.Millisecond), "1.5 s"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
