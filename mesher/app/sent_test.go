package app

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
)

// What a client sent comes back byte for byte, whatever we made of it: by which
// door it came, and with what we do not know or had to trim.
func TestWhatWasSent(t *testing.T) {
	p := launch(t, Config{})
	base := p.address.local.String()
	token := p.token(t)
	event := func(id uuid.UUID) string {
		return fmt.Sprintf("{ \"event_id\":%q,\n\t\"message\" : \"it\\u0020broke 日本\", \"extra\":{\"z\":1.50,\"a\":[ ]} }", id)
	}
	unknown := func(id uuid.UUID) string {
		return fmt.Sprintf("{\"event_id\":%q, \"message\":\"x\", \"nobody\": {\"knows\":  true},\n\"tags\": [[\"a\",\"b\"]]}", id)
	}
	for _, c := range []struct {
		about, path string
		sent        func(uuid.UUID) string
		body        func(sent string) string
	}{
		{"our door", "/api/v1/events", event, func(sent string) string { return sent }},
		{"many at once", "/api/v1/events/bulk", event, func(sent string) string { return "[ {\"message\":\"another\"} , " + sent + "]" }},
		{"an envelope", "/api/1/envelope/", unknown, func(sent string) string {
			return fmt.Sprintf("{}\n{\"type\":\"event\",\"length\":%d}\n%s\n", len(sent), sent)
		}},
		{"the old door", "/api/1/store/", unknown, func(sent string) string { return sent }},
	} {
		t.Run(c.about, func(t *testing.T) {
			id := uuid.New()
			sent := c.sent(id)
			header := p.auth()
			if c.path[:6] == "/api/1" {
				header = "X-Sentry-Auth: Sentry sentry_key=" + p.address.key.Value
			}
			if a := post(t, base+c.path, c.body(sent), header); a.status >= 300 {
				t.Fatalf("got %d: %s", a.status, a.body)
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/events/"+id.String()+"/raw", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			a, err := do(r)
			if err != nil || a.status != http.StatusOK || a.body != sent {
				t.Errorf("got %d, %v: %q, want %q", a.status, err, a.body, sent)
			}
			if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Content-Disposition") == "" {
				t.Errorf("a browser may show it as a page of ours: %v", a.header)
			}
		})
	}
}
