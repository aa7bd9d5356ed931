package mesher

import (
	"testing"
	"time"
)

func TestDayOf(t *testing.T) {
	for _, test := range []struct {
		at   string
		want Day
	}{
		{"1970-01-01T00:00:00Z", 0},
		{"1970-01-01T23:59:59.999999Z", 0},
		{"1970-01-02T00:00:00Z", 1},
		{"1969-12-31T23:59:59.999999Z", -1},
		{"1969-12-31T00:00:00Z", -1},
		{"1970-01-02T00:30:00+01:00", 0},
		{"2026-03-14T12:00:00Z", 20526},
	} {
		if got := DayOf(parse(t, test.at)); got != test.want {
			t.Errorf("%s is day %d, want %d", test.at, got, test.want)
		}
		if start := test.want.Start(); parse(t, test.at).Sub(start).Truncate(24*time.Hour) != 0 || DayOf(start) != test.want {
			t.Errorf("day %d starts at %s", test.want, start)
		}
	}
}

func TestRepeatDay(t *testing.T) {
	for _, test := range []struct {
		at   string
		want Day
		ok   bool
	}{
		{"1970-01-02T00:00:00Z", 0, true},
		{"1970-01-02T00:59:59.999999Z", 0, true},
		{"1970-01-02T01:00:00Z", 0, false},
		{"1970-01-02T22:59:59.999999Z", 0, false},
		{"1970-01-02T23:00:00Z", 2, true},
		{"1970-01-02T23:59:59.999999Z", 2, true},
		{"1970-01-02T01:30:00+01:00", 0, true},
	} {
		if got, ok := RepeatDay(parse(t, test.at)); got != test.want || ok != test.ok {
			t.Errorf("%s repeats on %d, %t, want %d, %t", test.at, got, ok, test.want, test.ok)
		}
	}
}

func parse(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
