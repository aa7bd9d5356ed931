package server

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

// Events that never reach the intake are counted at the door: those refused
// there, those that SDKs report as dropped, and items that are not events.
func TestCounts(t *testing.T) {
	report := `{"discarded_events":[{"reason":"sample_rate","category":"error","quantity":3},` +
		`{"reason":"queue_overflow","category":"default","quantity":2},{"reason":"made_up","category":"error","quantity":1},` +
		`{"reason":"sample_rate","category":"transaction","quantity":100}]}`
	item := func(kind, payload string) string {
		return fmt.Sprintf("{\"type\":%q,\"length\":%d}\n%s\n", kind, len(payload), payload)
	}
	large := strings.Repeat("x", mesher.MaxEventSize+1)
	for _, c := range []struct {
		about, path, body string
		want              map[mesher.Outcome]int
	}{
		{"a client report", "/api/1/envelope/", "{}\n" + item("client_report", report),
			map[mesher.Outcome]int{"sdk_sample_rate": 3, "sdk_queue_overflow": 2, "sdk_other": 1}},
		{"a report that is none", "/api/1/envelope/", "{}\n" + item("client_report", "!"), nil},
		{"what we have no use for", "/api/1/envelope/", "{}\n" + item("session", "{}") + item("event", "{}") + item("session", "{}"),
			map[mesher.Outcome]int{"item_session": 2}},
		{"a report of a page's policy", "/api/1/security/", `{"csp-report":{}}`, map[mesher.Outcome]int{"item_security": 1}},
		{"a large event", "/api/v1/events", large, map[mesher.Outcome]int{mesher.RefusedTooLarge: 1}},
		{"a large event of an SDK", "/api/1/store/", large, map[mesher.Outcome]int{mesher.RefusedTooLarge: 1}},
		{"in an envelope", "/api/1/envelope/", "{}\n" + item("event", large), map[mesher.Outcome]int{mesher.RefusedTooLarge: 1}},
		{"no event", "/api/1/store/", "!!!", map[mesher.Outcome]int{mesher.RefusedInvalid: 1}},
		{"an event that is taken", "/api/v1/events", "{}", nil}, // the intake counts it
	} {
		w := new(world)
		post(t, w.server(), c.path, c.body, "X-Sentry-Auth", shopKey.Value)
		if !maps.Equal(w.counted, c.want) {
			t.Errorf("%s: counted %v, want %v", c.about, w.counted, c.want)
		}
	}
}
