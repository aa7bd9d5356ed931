package server

import (
	"encoding/json"
	"strings"
	"testing"
)

// Any supposed array of events is split into at most as many as one request may
// bring, each of them JSON, or refused.
func FuzzSplitBulk(f *testing.F) {
	for _, body := range []string{
		"", "[]", "[{}]", "[" + payload + "]", "[1,null,[]]", "{}", "[{}", "[NaN]", `[{"x":Infinity}]`, "\x00",
		"[" + strings.Repeat("{},", maxEvents) + "{}]",
		strings.Repeat("[", 20_000), strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000),
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		events, err := splitBulk(body)
		if err == nil && (len(events) == 0 || len(events) > maxEvents) {
			t.Errorf("%d events", len(events))
		}
		for _, e := range events {
			if err == nil && !json.Valid(e) {
				t.Errorf("no JSON: %q", e)
			}
		}
	})
}
