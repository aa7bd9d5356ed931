package app

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// BenchmarkIngest sends events of about 2 KB, of 100 issues, over HTTP by 64
// keep-alive clients on the same machine; each is answered after its commit.
func BenchmarkIngest(b *testing.B) {
	p, err := start(b.Context(), Config{DataDir: b.TempDir(), RateLimit: -1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer p.stop()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var events [100]string
	for n := range events {
		events[n] = typical(b, n)
	}
	var sent atomic.Uint64
	b.SetParallelism(32) // of two CPUs
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			body := strings.NewReader(events[sent.Add(1)%uint64(len(events))])
			r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, p.events(), body)
			if err != nil {
				b.Error(err)
				return
			}
			r.Header.Set("X-Sentry-Auth", p.address.key.Value)
			response, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if response.StatusCode != http.StatusAccepted {
				b.Error(response.Status)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// typical returns an event of the nth issue.
func typical(b *testing.B, n int) string {
	var frames, crumbs []map[string]any
	for f := range 10 {
		frames = append(frames, map[string]any{
			"filename": fmt.Sprintf("app/issue%d/step_%d.py", n, f), "function_name": fmt.Sprintf("handle_%d", f), "lineno": 100 + f, "in_app": true,
		})
	}
	for c := range 5 {
		crumbs = append(crumbs, map[string]any{
			"timestamp": "2026-03-01T10:00:00Z", "category": "http", "level": "info", "message": fmt.Sprintf("GET /api/cart/%d/items", c),
		})
	}
	body, err := json.Marshal(map[string]any{
		"message": "TypeError in checkout: could not complete request for tenant 17", "platform": "python",
		"release": "shop@4.12.0", "environment": "production", "stacktrace": frames, "breadcrumbs": crumbs,
		"exception":    map[string]any{"type_name": "TypeError", "value": "unexpected value", "module_name": "app.checkout"},
		"tags":         map[string]any{"server": "web-03", "browser": "Firefox 128", "os": "Linux"},
		"user_context": map[string]any{"id": fmt.Sprint(n), "email": "ada@example.org"},
	})
	if err != nil {
		b.Fatal(err)
	}
	return string(body)
}
