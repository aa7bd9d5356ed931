package sentry

import (
	"testing"
	"time"
)

func TestRateLimits(t *testing.T) {
	for _, c := range []struct {
		limits []RateLimit
		want   string
	}{
		{nil, ""},
		{[]RateLimit{{Retry: time.Minute, Categories: []Category{Error, Default}, Scope: "key", Reason: "quota"}}, "60:error;default:key:quota"},
		{[]RateLimit{{Retry: 10 * time.Second, Scope: "project"}}, "10::project"},
		{[]RateLimit{{Retry: time.Second, Categories: []Category{Error}, Scope: "key"}, {Retry: 2 * time.Second, Categories: []Category{Session}, Scope: "key"}}, "1:error:key, 2:session:key"},
	} {
		if got := RateLimits(c.limits...); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestRetrySeconds(t *testing.T) {
	for wait, want := range map[time.Duration]int{
		-time.Second: 1, 0: 1, time.Millisecond: 1, time.Second: 1, 1001 * time.Millisecond: 2, time.Minute: 60, time.Hour: 300,
	} {
		if got := RetrySeconds(wait); got != want {
			t.Errorf("RetrySeconds(%v) = %d, want %d", wait, got, want)
		}
	}
}
