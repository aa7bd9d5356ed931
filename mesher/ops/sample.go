package ops

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"
)

// A Sample is an error as programs report it: a stack, breadcrumbs, tags, what a
// person would want to know. Its events differ only in their id, and in the issue
// that they belong to.
type Sample struct{ parts [][]byte } // an id goes in between, then names of the issue

// Marks for the parts that differ from event to event.
const (
	idMark    = "#event#"
	issueMark = "#issue#"
)

// frameSize and crumbSize are about the size of a frame and a breadcrumb in JSON.
const frameSize, crumbSize = 230, 150

// NewSample makes events of about size bytes. Larger ones have deeper stacks and
// longer breadcrumbs, as real ones do.
func NewSample(size int) Sample {
	random := rand.New(rand.NewPCG(1, 1)) // each run sends the same
	frames := min(max(size/3/frameSize, 2), 40)
	crumbs := min(max(size/5/crumbSize, 1), 100)
	event := map[string]any{
		"event_id": idMark, "message": "could not complete order 4711 for tenant 17", "level": "error", "platform": "python",
		"transaction": "POST /checkout", "release": "shop@4.12.0", "environment": "production",
		"exception":    map[string]any{"type_name": "CheckoutError", "value": "no answer from 10.1.2.3 in 30 s", "module_name": "shop.checkout"},
		"stacktrace":   framesOf(random, frames),
		"breadcrumbs":  crumbsOf(random, crumbs),
		"tags":         map[string]any{"server": "web-03", "browser": "Firefox 128", "os": "Linux", "plan": "team"},
		"user_context": map[string]any{"id": "8231", "email": "ada@example.org", "ip_address": "192.0.2.7"},
		"sdk_name":     "mesher.load", "sdk_version": "1",
	}
	body := mustJSON(event)
	if missing := size - len(body); missing > 0 {
		event["extra"] = stateOf(random, missing)
		body = mustJSON(event)
	}
	begin, rest, _ := bytes.Cut(body, []byte(idMark))
	return Sample{append([][]byte{begin}, bytes.Split(rest, []byte(issueMark))...)}
}

// Event appends to b the body of one event, with an id, of the issue with a
// number.
func (s Sample) Event(b []byte, id uuid.UUID, issue int) []byte {
	text, _ := id.MarshalText() // never fails
	b = append(append(b, s.parts[0]...), text...)
	b = append(b, s.parts[1]...)
	for _, part := range s.parts[2:] {
		b = append(appendName(b, issue), part...)
	}
	return b
}

// appendName names an issue in letters, since grouping ignores numbers.
func appendName(b []byte, issue int) []byte {
	for range 8 {
		b = append(b, byte('a'+issue%26))
		issue /= 26
	}
	return b
}

func framesOf(random *rand.Rand, n int) (frames []map[string]any) {
	for f := range n {
		function := fmt.Sprintf("step_%c", 'a'+f%26)
		if f == 0 { // where the error occurred
			function = "charge_" + issueMark
		}
		frames = append(frames, map[string]any{
			"filename": fmt.Sprintf("shop/checkout/%c/orders.py", 'a'+f%26), "function_name": function,
			"lineno": 10 + random.IntN(900), "colno": random.IntN(80), "in_app": f%3 != 2,
			"context_line": "    return " + prose(random, 60),
		})
	}
	return frames
}

func crumbsOf(random *rand.Rand, n int) (crumbs []map[string]any) {
	now := time.Now().UTC().Format(time.RFC3339)
	for range n {
		crumbs = append(crumbs, map[string]any{
			"timestamp": now, "category": "http", "level": "info", "message": "GET /api/" + prose(random, 40),
		})
	}
	return crumbs
}

// stateOf makes about size bytes of variables, in pieces small enough that
// normalising does not cut them.
func stateOf(random *rand.Rand, size int) map[string]any {
	const piece = 2 << 10
	state := make(map[string]any)
	for n := 0; size > 0; n++ {
		name := fmt.Sprintf("state_%03d", n)
		state[name] = prose(random, min(size, piece)-len(name)-6)
		size -= piece
	}
	return state
}

var vocabulary = strings.Fields("cart order price stock retry token queue shard batch index cache lease route tenant invoice session worker upload ledger refund")

// prose returns words of about size letters in all.
func prose(random *rand.Rand, size int) string {
	var b strings.Builder
	for b.Len() < size {
		fmt.Fprintf(&b, "%s_%x ", vocabulary[random.IntN(len(vocabulary))], random.IntN(1<<16))
	}
	return b.String()[:max(size, 0)]
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only texts and numbers
	}
	return b
}
