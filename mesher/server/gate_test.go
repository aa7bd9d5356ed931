package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestOnlyFromHere(t *testing.T) {
	for _, c := range []struct {
		about, from, host string
		header            []string
		may               bool
	}{
		{"the machine", "127.0.0.1:5000", "127.0.0.1:8080", nil, true},
		{"the machine by name", "127.0.0.1:5000", "LocalHost:8080", nil, true},
		{"the machine's other address", "[::1]:5000", "[::1]:8080", nil, true},
		{"without a port", "[::ffff:127.0.0.1]:5000", "[::1]", nil, true},
		{"its own pages", "127.0.0.1:5000", "localhost:8080", []string{"Sec-Fetch-Site", "same-origin"}, true},
		{"another machine", "192.0.2.1:5000", "localhost:8080", nil, false},
		{"nowhere", "", "localhost:8080", nil, false},
		{"a proxy", "127.0.0.1:5000", "localhost:8080", []string{"X-Forwarded-For", "192.0.2.1"}, false},
		{"a proxy of today", "127.0.0.1:5000", "localhost:8080", []string{"Forwarded", "for=192.0.2.1"}, false},
		{"a name led here", "127.0.0.1:5000", "evil.example:8080", nil, false},
		{"a name that looks so", "127.0.0.1:5000", "localhost.evil.example", nil, false},
		{"a form of another site", "127.0.0.1:5000", "localhost:8080", []string{"Sec-Fetch-Site", "cross-site"}, false},
	} {
		r := httptest.NewRequest("POST", "/api/v1/quarantine/x/delete", nil)
		r.RemoteAddr, r.Host = c.from, c.host
		for i := 0; i < len(c.header); i += 2 {
			r.Header.Set(c.header[i], c.header[i+1])
		}
		err := OnlyFromHere(r)
		if may := err == nil; may != c.may || !may && mesher.KindOf(err) != mesher.Forbidden {
			t.Errorf("%s: %v", c.about, err)
		}
	}
}

// Whatever shows what was stored asks who wants to see it; whoever sends, and
// whoever asks for health, does not.
func TestReadersAreAsked(t *testing.T) {
	config := new(world).config()
	config.MayRead = nil // the default, and the tests come from elsewhere
	s := New(config)
	for path, want := range map[string]int{
		"/": 403, "/projects/shop/issues": 403, "/issues/" + headerID: 403,
		"/api/v1/projects/shop/outcomes": 403, "/api/v1/projects/shop/quarantine": 403, "/api/v1/events/" + headerID: 403,
		"/api/v1/issues/" + headerID + "/events": 403,
		"/healthz":                               200, "/readyz": 200,
	} {
		if got := get(t, s, path); got.Code != want {
			t.Errorf("%s: got %d %s, want %d", path, got.Code, got.Body, want)
		}
	}
	if got := post(t, s, "/api/v1/events", payload, "X-Sentry-Auth", shopKey.Value); got.Code != http.StatusAccepted {
		t.Errorf("an event: got %d %s", got.Code, got.Body)
	}
}
