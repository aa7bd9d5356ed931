package app

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
)

// What a client sent comes back byte for byte, whatever we made of it: through
// any door, including parts that we do not know or had to trim.
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
			a := p.sentFor(t, token, id)
			if a.status != http.StatusOK || a.body != sent {
				t.Errorf("got %d: %q, want %q", a.status, a.body, sent)
			}
			if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Content-Disposition") == "" {
				t.Errorf("a browser may show it as a page of ours: %v", a.header)
			}
		})
	}
}

// sentFor requests what was sent for an answered event.
func (p *program) sentFor(t *testing.T, token string, id uuid.UUID) answer {
	t.Helper()
	p.settle(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.address.local.JoinPath("api/v1/events", id.String(), "raw").String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := do(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// An event that the database refuses can be seen as it was sent, in the
// quarantine and once it is stored after all.
func TestWhatWasSentForAQuarantinedEvent(t *testing.T) {
	p := launch(t, Config{})
	token := p.token(t)
	db, err := sql.Open("sqlite", p.database.address+"?_pragma=busy_timeout(60000)") // the program writes as well
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TRIGGER poison BEFORE INSERT ON events WHEN NEW.message = 'poison' BEGIN SELECT RAISE(ABORT, 'too odd'); END`); err != nil {
		t.Fatal(err)
	}
	id := uuid.New()
	sent := fmt.Sprintf("{ \"event_id\":%q,\n\t\"message\" : \"poison\", \"nobody\": {\"knows\": true} }", id)
	if a := post(t, p.events(), sent, p.auth()); a.status != http.StatusAccepted {
		t.Fatalf("got %d: %s", a.status, a.body)
	}
	if a := p.sentFor(t, token, id); a.status != http.StatusOK || a.body != sent {
		t.Errorf("in the quarantine: got %d: %q, want %q", a.status, a.body, sent)
	}
	if _, err := db.Exec(`DROP TRIGGER poison`); err != nil {
		t.Fatal(err)
	}
	all, err := p.store.Isolated(t.Context(), p.address.key.ProjectID, uuid.Max)
	if err != nil || len(all) != 1 || all[0].Event.ID != id {
		t.Fatalf("the quarantine has %+v, %v", all, err)
	}
	a := post(t, p.address.local.JoinPath("api/v1/quarantine", all[0].ID.String(), "retry").String(), "", "Authorization: Bearer "+token)
	var retried struct{ ID uuid.UUID }
	if err := json.Unmarshal([]byte(a.body), &retried); err != nil || a.status != http.StatusOK || retried.ID != id {
		t.Fatalf("the retry: got %d: %s, %v", a.status, a.body, err)
	}
	if a := p.sentFor(t, token, id); a.status != http.StatusOK || a.body != sent {
		t.Errorf("when it is stored: got %d: %q, want %q", a.status, a.body, sent)
	}
}
