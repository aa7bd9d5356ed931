package server

import (
	"strings"
	"testing"
)

// The absence of a limit is shown as such.
func TestRateLimitOfSettings(t *testing.T) {
	for limit, want := range map[int]string{1000: `"rate_limit_per_minute":1000`, -1: `"rate_limit_per_minute":0`} {
		config := new(world).config()
		config.RateLimit = limit
		if body := get(t, New(config), "/api/v1/projects/1/settings").Body.String(); !strings.Contains(body, want) {
			t.Errorf("of %d it shows %s", limit, body)
		}
	}
}
