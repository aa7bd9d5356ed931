package ingest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

// discard is a store that keeps nothing, so that only the way there is measured.
type discard struct{ *memory }

func (d discard) WriteEvents(ctx context.Context, records []mesher.Record) ([]mesher.Receipt, error) {
	if err := d.onWrite(ctx, records); err != nil {
		return nil, err
	}
	receipts := make([]mesher.Receipt, len(records))
	for i, r := range records {
		receipts[i].EventID = r.Event.ID
	}
	return receipts, nil
}

// BenchmarkSubmit sends events through the whole pipeline, from 64 senders. The
// empty event shows the cost of the pipeline itself, decoding nearly nothing.
func BenchmarkSubmit(b *testing.B) {
	for _, c := range []struct {
		name string
		body []byte
	}{{"empty", []byte(`{"message":"x"}`)}, {"2KB", typical(b)}} {
		b.Run(c.name, func(b *testing.B) {
			_, p := start(b, ingest.Config{Store: discard{newMemory()}, RateLimit: -1})
			s := mesher.Submission{Project: shop, Body: c.body}
			b.ReportAllocs()
			b.SetParallelism(32)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := p.Submit(b.Context(), s); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkDecode is the same work for the 2 KB event without the pipeline.
func BenchmarkDecode(b *testing.B) {
	body := typical(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			e, err := mesher.DecodeEvent(body)
			if err != nil {
				b.Error(err)
				return
			}
			e.Normalise(e.ReceivedAt)
			mesher.GroupingOf(e)
		}
	})
}

// typical returns an event of about 2 KB.
func typical(b *testing.B) []byte {
	var frames, crumbs []map[string]any
	for n := range 10 {
		frames = append(frames, map[string]any{
			"filename": fmt.Sprintf("app/checkout/step_%d.py", n), "function_name": fmt.Sprintf("handle_%d", n), "lineno": 100 + n, "in_app": true,
		})
	}
	for n := range 5 {
		crumbs = append(crumbs, map[string]any{
			"timestamp": "2026-03-01T10:00:00Z", "category": "http", "level": "info", "message": fmt.Sprintf("GET /api/cart/%d/items", n),
		})
	}
	body, err := json.Marshal(map[string]any{
		"message": "TypeError in checkout: could not complete request for tenant 17", "level": "error", "platform": "python",
		"release": "shop@4.12.0", "environment": "production", "stacktrace": frames, "breadcrumbs": crumbs,
		"exception":    map[string]any{"type_name": "TypeError", "value": "unexpected value at offset 12", "module_name": "app.checkout"},
		"tags":         map[string]any{"server": "web-03", "browser": "Firefox 128", "os": "Linux"},
		"user_context": map[string]any{"id": "77", "email": "ada@example.org"},
	})
	if err != nil {
		b.Fatal(err)
	}
	return body
}

// BenchmarkFairness sends a little to one project beside another that sends as
// much as it can, to a database that takes a while for each transaction and for
// each event: "x-p99" is how many times as long an answer then takes for the
// first as when it is alone.
func BenchmarkFairness(b *testing.B) {
	body := typical(b)
	store := newMemory()
	store.onWrite = func(_ context.Context, records []mesher.Record) error {
		time.Sleep(2*time.Millisecond + time.Duration(len(records))*20*time.Microsecond)
		return nil
	}
	_, p := start(b, ingest.Config{Store: discard{store}, RateLimit: -1})
	for b.Loop() {
		alone := trickle(b, p, body)
		ctx, stop := context.WithCancel(b.Context())
		var flood sync.WaitGroup
		for range 256 {
			flood.Go(func() {
				for ctx.Err() == nil {
					p.Submit(ctx, mesher.Submission{Project: mesher.Project{ID: shop.ID + 1}, Body: body})
				}
			})
		}
		beside := trickle(b, p, body)
		stop()
		flood.Wait()
		b.ReportMetric(alone.Seconds()*1e3, "p99-alone-ms")
		b.ReportMetric(beside.Seconds()*1e3, "p99-beside-ms")
		b.ReportMetric(beside.Seconds()/alone.Seconds(), "x-p99")
	}
}

// trickle sends an event every few milliseconds, and returns how long 99 of 100
// took at most.
func trickle(b *testing.B, p *ingest.Pipeline, body []byte) time.Duration {
	took := make([]time.Duration, 200)
	for i := range took {
		began := time.Now()
		if _, err := p.Submit(b.Context(), mesher.Submission{Project: shop, Body: body}); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(began)
		time.Sleep(5 * time.Millisecond)
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}
