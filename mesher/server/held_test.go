package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

// Beyond what the server may hold a body is refused for now, and what a request
// held is given back when it is over.
func TestBodiesAreHeldWithinABound(t *testing.T) {
	s := new(world).server()
	send := func() *httptest.ResponseRecorder {
		ctx, over := context.WithCancel(t.Context())
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v1/events", strings.NewReader(payload))
		r.Header.Set("X-Sentry-Auth", shopKey.Value)
		before := s.held.bytes.Load()
		w := ask(t, s, r)
		over()
		for s.held.bytes.Load() != before {
			runtime.Gosched()
		}
		return w
	}
	if w := send(); w.Code != http.StatusAccepted {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	s.held.bytes.Store(maxHeld)
	if w := send(); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q: %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
}
