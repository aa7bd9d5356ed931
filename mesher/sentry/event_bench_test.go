package sentry

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
)

// largeEvent returns an event of Python's SDK of about 30 KB: 40 frames with
// source lines and variables, 40 breadcrumbs.
func largeEvent(tb testing.TB) []byte {
	type object = map[string]any
	var frames, crumbs []object
	lines := []string{"def handle(request, order):", "    cart = load_cart(request.session[\"cart\"])", "    if not cart:", "        raise EmptyCart(order.id)", "    total = sum(item.price for item in cart)"}
	for i := range 40 {
		frames = append(frames, object{
			"filename": fmt.Sprintf("shop/layer%d.py", i), "abs_path": fmt.Sprintf("/srv/shop/layer%d.py", i), "module": fmt.Sprintf("shop.layer%d", i),
			"function": "handle", "lineno": 10 + i, "in_app": i%3 != 0, "pre_context": lines, "context_line": "    return charge(order, total)", "post_context": lines[:2],
			"vars": object{"order": object{"id": fmt.Sprint(i), "total": "'12.50'"}, "request": "<WSGIRequest: POST '/checkout'>"},
		})
		crumbs = append(crumbs, object{"timestamp": "2026-03-01T09:59:58.000001Z", "type": "http", "category": "httplib", "level": "info", "data": object{"url": "http://stock/items", "method": "GET", "status_code": 200}})
	}
	body, err := json.Marshal(object{
		"event_id": "b0d5c1c6a8f94f0f9a5d3e2f1c0b9a87", "timestamp": "2026-03-01T09:59:59.999999Z", "platform": "python", "level": "error",
		"exception":   object{"values": []object{{"type": "PaymentError", "value": "could not charge order 17", "stacktrace": object{"frames": frames}}}},
		"breadcrumbs": object{"values": crumbs},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

func pythonEvent(tb testing.TB) []byte {
	return bytes.SplitN(fixture(tb, "python.envelope"), []byte("\n"), 4)[2]
}

func BenchmarkDecodeEvent(b *testing.B) {
	for _, body := range [][]byte{pythonEvent(b), largeEvent(b)} {
		b.Run(fmt.Sprintf("%dB", len(body)), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := DecodeEvent(body, testClient); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The cost of one event from the wire up to the database.
func BenchmarkWholeRoad(b *testing.B) {
	codec := payload.NewCodec()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for _, body := range [][]byte{pythonEvent(b), largeEvent(b)} {
		b.Run(fmt.Sprintf("%dB", len(body)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e, err := DecodeEvent(body, testClient)
				if err != nil {
					b.Fatal(err)
				}
				e.Normalise(now)
				mesher.GroupingOf(e)
				if _, err := codec.Encode(e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
