package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ops"
)

// The sample is an event that the door takes, grouped by its stack.
func TestSample(t *testing.T) {
	e, err := mesher.DecodeEvent(sample)
	if err != nil {
		t.Fatal(err)
	}
	e.Normalise(e.ReceivedAt)
	if len(e.Notes) > 0 {
		t.Errorf("it has to be corrected: %v", e.Notes)
	}
	if g := mesher.GroupingOf(e); g.Explanation.Variant != "stack" {
		t.Errorf("it groups by %+v", g.Explanation)
	}
}

// The issue of an event that waits to be stored is unknown, and no address is
// made up.
func TestSendOfAnEventThatWaits(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		w.Write([]byte(`{"status":"accepted","id":"an-id","issue_id":null}`))
	}))
	defer server.Close()
	var out, stderr bytes.Buffer
	status := run([]string{"send", "--dsn=" + strings.Replace(server.URL, "http://", "http://k@", 1) + "/1"}, &out, &stderr)
	if status != 0 || !strings.Contains(out.String(), "an-id") || !strings.Contains(out.String(), "waits") || strings.Contains(out.String(), server.URL) {
		t.Errorf("status %d: %s%s", status, &out, &stderr)
	}
}

func TestSendSaysWhatTheServerSays(t *testing.T) {
	for _, c := range []struct {
		about  string
		answer func(w http.ResponseWriter)
		says   string
	}{
		{"a refusal", func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
			w.Write([]byte(`{"error":"slow down"}`))
		}, "slow down (in 7 s)"},
		{"no words", func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) }, "502"},
		{"another program", func(w http.ResponseWriter) { w.WriteHeader(http.StatusAccepted); w.Write([]byte("hello")) }, "not that of a Mesher"},
	} {
		t.Run(c.about, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { c.answer(w) }))
			defer server.Close()
			d, err := ops.ParseDSN(strings.Replace(server.URL, "http://", "http://k@", 1) + "/1")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := post(t.Context(), d, sample); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want word of %q", err, c.says)
			}
		})
	}
}
