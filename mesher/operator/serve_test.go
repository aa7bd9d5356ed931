package operator_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Profiles are served; the command line, which may contain secrets, is not. A
// page that leads its own name to this machine gets nothing.
func TestServe(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	s := healthy().server(t)
	go func() { ended <- s.Serve(ctx, l) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, c := range []struct {
		path, host string
		want       int
	}{
		{"/metrics", "", http.StatusOK},
		{"/metrics", "localhost:8082", http.StatusOK},
		{"/metrics", "[::1]", http.StatusOK},
		{"/metrics", "evil.example.com", http.StatusForbidden},
		{"/metrics", "127.0.0.1.example.com:8082", http.StatusForbidden},
		{"/debug/pprof/", "", http.StatusOK},
		{"/debug/pprof/heap?debug=1", "", http.StatusOK},
		{"/debug/pprof/goroutine?debug=2", "", http.StatusOK},
		{"/debug/pprof/cmdline", "", http.StatusNotFound},
		{"/api/v1/me", "", http.StatusNotFound},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String()+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != c.want {
			t.Errorf("%s of %q: got %d, want %d", c.path, c.host, answer.StatusCode, c.want)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := client.Get("http://" + l.Addr().String()); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("after the end: %v", err)
	}
}
