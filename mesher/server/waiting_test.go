package server

import (
	"net/http"
	"testing"
)

// A client that comes before the database is told so in its own form, and when to
// retry.
func TestWaiting(t *testing.T) {
	s := Waiting(new(world).config())
	if got := get(t, s, "/healthz"); got.Code != http.StatusOK {
		t.Errorf("health: %d %s", got.Code, got.Body)
	}
	const says = "this server is starting, and its database can't be reached yet; try again"
	for path, want := range map[string]string{
		"/readyz":         `{"error":"` + says + `"}`,
		"/api/v1/events":  `{"error":"` + says + `"}`,
		"/api/1/envelope": `{"detail":"` + says + `","causes":[]}`,
	} {
		got := post(t, s, path, payload)
		if got.Code != http.StatusServiceUnavailable || got.Body.String() != want+"\n" || got.Header().Get("Retry-After") != "5" {
			t.Errorf("%s: got %d %s, Retry-After %q; want 503 %s", path, got.Code, got.Body, got.Header().Get("Retry-After"), want)
		}
	}
	if got := get(t, s, "/"); got.Code != http.StatusServiceUnavailable {
		t.Errorf("a page: %d", got.Code)
	}
}
