package sentry

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	want := time.Date(2026, 3, 1, 10, 0, 0, 123456000, time.UTC)
	for _, text := range []string{
		"2026-03-01T10:00:00.123456Z", "2026-03-01T11:00:00.123456+01:00", "2026-03-01T10:00:00.123456",
		"2026-03-01 10:00:00.123456", "2026-03-01 10:00:00.123456Z", "1772359200.123456",
	} {
		if got, ok := parseTime(text); !ok || got != want {
			t.Errorf("%s: %v, %t; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "now", "2026-03-01", "-1", "NaN", "Inf", "1e300", "253402300800", "2026-13-01T10:00:00Z"} {
		if got, ok := parseTime(text); ok || !got.IsZero() {
			t.Errorf("%s: %v, %t; want none", text, got, ok)
		}
	}
}
