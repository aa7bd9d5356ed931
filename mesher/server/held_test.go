package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

// has returns how much of a commons is taken.
func (c *commons) has() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taken
}

// send sends a plain event to a project.
func send(t *testing.T, s *Server, key string, size int) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/events", strings.NewReader(strings.Repeat("x", size)))
	r.Header.Set("X-Sentry-Auth", key)
	return ask(t, s, r)
}

// A body beyond the server's bound is refused for now, and one beyond a project's
// part is refused to that project alone.
func TestBodiesAreHeldWithinABound(t *testing.T) {
	s := new(world).server()
	s.held = newCommons(4000)
	if w := send(t, s, shopKey.Value, 600); w.Code != http.StatusAccepted {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	// The server does not know yet that the first request is over.
	if w := send(t, s, shopKey.Value, 600); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q: %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
	if w := send(t, s, tillKey.Value, 600); w.Code != http.StatusAccepted {
		t.Errorf("another project is answered %d: %s", w.Code, w.Body)
	}
	for _, others := range []string{"one", "another", "a third"} {
		s.held.take(others, 900)
	}
	if w := send(t, s, tillKey.Value, 300); w.Code != http.StatusServiceUnavailable {
		t.Errorf("beyond what there is the answer is %d: %s", w.Code, w.Body)
	}
}

// The bytes held for a request are given back when it is over, also when its
// client leaves while its body grows, and an envelope holds no more than one
// event of it.
func TestWhatWasHeldIsGivenBack(t *testing.T) {
	s := new(world).server()
	web := httptest.NewServer(s)
	defer web.Close()
	const size = 3 << 20
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprintf(z, "{}\n{\"type\":\"attachment\",\"length\":%d}\n", size)
	z.Write(make([]byte, size))
	z.Close()
	for range 20 {
		conn, err := net.Dial("tcp", web.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /api/1/envelope/?sentry_key=%s HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s",
			shopKey.Value, packed.Len(), packed.Bytes())
		conn.(*net.TCPConn).CloseWrite()
		defer conn.Close()
	}
	web.Close() // waits for all requests
	for s.held.has() != 0 {
		if t.Context().Err() != nil {
			t.Fatalf("%d bytes are held for nobody", s.held.has())
		}
		runtime.Gosched()
	}
}

func TestAnEnvelopeHoldsOneEvent(t *testing.T) {
	s := new(world).server()
	s.held = newCommons(shares * (1 << 20))
	attachment := fmt.Sprintf("{}\n{\"type\":\"attachment\",\"length\":%d}\n%s\n", 3<<20, strings.Repeat("x", 3<<20))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/1/envelope/", strings.NewReader(attachment))
	r.Header.Set("X-Sentry-Auth", shopKey.Value)
	if w := ask(t, s, r); w.Code != http.StatusOK {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}
