package server

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Whatever comes to a door, the answer is a success or says what was wrong with
// it, and never an internal error.
func FuzzDoors(f *testing.F) {
	envelope := anEnvelope(`{"event_id":"`+headerID+`","dsn":"http://`+shopKey.Value+`@host/1"}`, payload, payload)
	for _, path := range []string{"/api/v1/events", "/api/v1/events/bulk", "/api/1/envelope/", "/api/1/store/", "/api/store/", "/api/ /envelope", "/"} {
		for _, body := range []string{payload, "[" + payload + "]", envelope, envelope[:len(envelope)-9], gzipped(envelope), gzipped(envelope)[:30], "", "\x00"} {
			f.Add(path, "sentry_key="+shopKey.Value, "Bearer "+shopKey.Value, "gzip", body)
			f.Add(path, "", "Sentry sentry_key="+shopKey.Value, "", body)
		}
	}
	f.Fuzz(func(t *testing.T, path, query, auth, encoding, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.URL = &url.URL{Path: path, RawQuery: query}
		r.Header.Set("Authorization", auth)
		r.Header.Set("Content-Encoding", encoding)
		got := ask(t, new(world).server(), r)
		if got.Code < 200 || got.Code >= 500 {
			t.Errorf("POST %q answers %d %s", path, got.Code, got.Body)
		}
	})
}

func BenchmarkPostEvent(b *testing.B) {
	w := new(world)
	s := w.server()
	event := `{"message":"` + strings.Repeat("x", 2000) + `"}`
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/api/v1/events", strings.NewReader(event))
		r.Header.Set("X-Sentry-Auth", shopKey.Value)
		s.ServeHTTP(httptest.NewRecorder(), r)
		w.submitted = w.submitted[:0]
	}
}
