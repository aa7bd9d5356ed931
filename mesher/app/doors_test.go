package app

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

// ING-02: bad input gets the right status and a clear error at each door, and
// nothing of it is stored.
func TestBadInput(t *testing.T) {
	p := launch(t, Config{})
	base := p.address.local.String()
	key := p.address.key.Value
	unknown := "X-Sentry-Auth: " + mesher.NewKeyValue()
	envelope := func(event string) string { return "{}\n{\"type\":\"event\"}\n" + event }
	large := `{"message":"` + strings.Repeat("x", mesher.MaxEventSize) + `"}`
	for _, c := range []struct {
		about, path, body string
		headers           []string
		status            int
		says              string
	}{
		{"no key", "/api/v1/events", `{"message":"x"}`, nil, 401, "key"},
		{"unknown key", "/api/v1/events", `{"message":"x"}`, []string{unknown}, 401, "key"},
		{"no JSON", "/api/v1/events", `{"message"`, []string{p.auth()}, 400, "JSON"},
		{"empty", "/api/v1/events", ``, []string{p.auth()}, 400, "JSON"},
		{"a list", "/api/v1/events", `[1]`, []string{p.auth()}, 400, "object"},
		{"nothing said", "/api/v1/events", `{}`, []string{p.auth()}, 400, "message"},
		{"a wrong level", "/api/v1/events", `{"message":"x","level":"loud"}`, []string{p.auth()}, 400, "level"},
		{"a wrong type", "/api/v1/events", `{"message":5}`, []string{p.auth()}, 400, "message"},
		{"a wrong id", "/api/v1/events", `{"message":"x","event_id":"7"}`, []string{p.auth()}, 400, "event_id"},
		{"a wrong time", "/api/v1/events", `{"message":"x","timestamp":"noon"}`, []string{p.auth()}, 400, "timestamp"},
		{"too large", "/api/v1/events", large, []string{p.auth()}, 413, "larger"},
		{"not gzip", "/api/v1/events", `{"message":"x"}`, []string{p.auth(), "Content-Encoding: gzip"}, 400, "decompressed"},
		{"no such address", "/api/v1/nothing", `{}`, []string{p.auth()}, 404, "nothing"},

		{"envelope: no key", "/api/1/envelope/", envelope(`{"message":"x"}`), nil, 401, "key"},
		{"envelope: unknown key", "/api/1/envelope/", envelope(`{"message":"x"}`), []string{unknown}, 401, "key"},
		{"envelope: another project", "/api/2/envelope/?sentry_key=" + key, envelope(`{"message":"x"}`), nil, 403, "project"},
		{"envelope: no JSON", "/api/1/envelope/?sentry_key=" + key, "nonsense", nil, 400, ""},
		{"envelope: cut off", "/api/1/envelope/?sentry_key=" + key, "{}\n{\"type\":\"event\",\"length\":100}\n{", nil, 400, ""},
		{"envelope: event is no object", "/api/1/envelope/?sentry_key=" + key, envelope(`12`), nil, 400, "object"},

		{"store: no key", "/api/1/store/", `{"message":"x"}`, nil, 401, "key"},
		{"store: unknown key", "/api/1/store/", `{"message":"x"}`, []string{unknown}, 401, "key"},
		{"store: no JSON", "/api/1/store/?sentry_key=" + key, `{"message"`, nil, 400, ""},
		{"store: too large", "/api/1/store/?sentry_key=" + key, large, nil, 413, "larger"},
	} {
		t.Run(c.about, func(t *testing.T) {
			a := post(t, base+c.path, c.body, c.headers...)
			var said struct{ Error, Detail string }
			err := json.Unmarshal([]byte(a.body), &said)
			message := said.Error + said.Detail
			if a.status != c.status || err != nil || message == "" || !strings.Contains(message, c.says) {
				t.Errorf("status %d, want %d and word of %q: %s", a.status, c.status, c.says, a.body)
			}
		})
	}
	if issues := p.issues(t); len(issues) != 0 {
		t.Errorf("%d issues came of it", len(issues))
	}
}

// ING-04 through the doors: the limit holds, and the answer says when to retry.
func TestLimit(t *testing.T) {
	p := launch(t, Config{RateLimit: 2})
	for range 2 {
		p.send(t, `{"message":"x"}`)
	}
	a := post(t, p.events(), `{"message":"x"}`, p.auth())
	wait, err := strconv.Atoi(a.header.Get("Retry-After"))
	if a.status != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 30 {
		t.Errorf("status %d, Retry-After %q: %s", a.status, a.header.Get("Retry-After"), a.body)
	}
	a = post(t, p.address.local.JoinPath("/api/1/store/").String(), `{"message":"x"}`, p.auth())
	if a.status != http.StatusTooManyRequests || a.header.Get("X-Sentry-Rate-Limits") == "" {
		t.Errorf("an SDK gets status %d and limits %q", a.status, a.header.Get("X-Sentry-Rate-Limits"))
	}
}
