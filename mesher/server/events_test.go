package server

import (
	"context"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// ING-01: an event is submitted as it came, and answered with its id.
func TestPostEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // so that the time of receipt is known
		w := new(world)
		r := httptest.NewRequest("POST", "/api/v1/events", strings.NewReader(`{"message":"hello"}`))
		r.Header.Set("Authorization", "Bearer "+shopKey.Value)
		r.RemoteAddr = "[::ffff:203.0.113.9]:4711"
		got := ask(t, w.server(), r)
		want := `{"status":"accepted","id":"0e000000-0000-0000-0000-000000000000","issue_id":"01000000-0000-0000-0000-000000000000"}` + "\n"
		if got.Code != 202 || got.Body.String() != want {
			t.Errorf("got %d %s, want 202 %s", got.Code, got.Body, want)
		}
		submission := mesher.Submission{Project: shop, Key: shopKey, Format: mesher.NativeFormat,
			Body: []byte(`{"message":"hello"}`), ReceivedAt: time.Now(), ClientIP: netip.MustParseAddr("203.0.113.9")}
		if len(w.submitted) != 1 || !reflect.DeepEqual(w.submitted[0], submission) {
			t.Errorf("submitted %+v, want %+v", w.submitted, submission)
		}
	})
}

func TestPostEventAnswers(t *testing.T) {
	const id = `"id":"0e000000-0000-0000-0000-000000000000"`
	for _, c := range []struct {
		name    string
		receipt mesher.Receipt
		err     error
		status  int
		body    string
	}{
		{"new", receipt, nil, 202, `{"status":"accepted",` + id + `,"issue_id":"01000000-0000-0000-0000-000000000000"}`},
		{"waiting in the spool", mesher.Receipt{EventID: receipt.EventID, Outcome: mesher.Spooled}, nil, 202, `{"status":"accepted",` + id + `,"issue_id":null}`},
		{"sent again", mesher.Receipt{EventID: receipt.EventID, IssueID: uuid.UUID{1}, Outcome: mesher.Duplicate}, nil, 202, `{"status":"accepted",` + id + `,"issue_id":"01000000-0000-0000-0000-000000000000"}`},
		{"discarded", mesher.Receipt{EventID: receipt.EventID, Outcome: mesher.Dropped}, nil, 202, `{"status":"discarded",` + id + `,"issue_id":null}`},
		{"sampled", mesher.Receipt{EventID: receipt.EventID, IssueID: uuid.UUID{1}, Outcome: mesher.Sampled}, nil, 202, `{"status":"sampled",` + id + `,"issue_id":"01000000-0000-0000-0000-000000000000"}`},
		{"wrong", mesher.Receipt{}, mesher.Errorf(mesher.Invalid, "level is wrong"), 400, `{"error":"level is wrong"}`},
		{"limited", mesher.Receipt{}, &mesher.Error{Kind: mesher.Limited, Message: "too many events", RetryAfter: time.Minute}, 429, `{"error":"too many events"}`},
		{"full", mesher.Receipt{}, mesher.Errorf(mesher.Unavailable, "the spool is full"), 503, `{"error":"the spool is full"}`},
	} {
		w := &world{submit: func(context.Context, mesher.Submission) (mesher.Receipt, error) { return c.receipt, c.err }}
		got := post(t, w.server(), "/api/v1/events", `{}`, "X-Sentry-Auth", shopKey.Value)
		if got.Code != c.status || got.Body.String() != c.body+"\n" {
			t.Errorf("%s: got %d %s, want %d %s", c.name, got.Code, got.Body, c.status, c.body)
		}
		if wait := got.Header().Get("Retry-After"); (wait != "") != (c.status == 429 || c.status == 503) {
			t.Errorf("%s: Retry-After is %q", c.name, wait)
		}
	}
}

// Faults are reported at either door, and nothing of the event is submitted.
func TestBadEvents(t *testing.T) {
	key := []string{"X-Sentry-Auth", shopKey.Value}
	tooLarge := `{"message":"` + strings.Repeat("x", mesher.MaxEventSize) + `"}`
	for _, c := range []struct {
		name   string
		body   string
		header []string
		status int
		says   string
	}{
		{"no key", `{}`, nil, 401, "no key was sent"},
		{"an unknown key", `{}`, []string{"X-Sentry-Auth", "mshr_x"}, 401, "this key is not known"},
		{"two megabytes", tooLarge + tooLarge, key, 413, "larger than 1048576 bytes"},
		{"a little too much", tooLarge, key, 413, "larger than 1048576 bytes"},
		{"packed, and too much inside", gzipped(tooLarge), with(key, "Content-Encoding", "gzip"), 413, "larger than 1048576 bytes"},
		{"not what its encoding says", `{}`, with(key, "Content-Encoding", "gzip"), 400, "cannot be read or decompressed"},
		{"an encoding of its own", `{}`, with(key, "Content-Encoding", "rot13"), 400, "rot13"},
		{"cut while packed", gzipped(`{"message":"hello"}`)[:20], with(key, "Content-Encoding", "gzip"), 400, "cannot be read or decompressed"},
	} {
		for _, path := range []string{"/api/v1/events", "/api/1/store/"} {
			w := new(world)
			got := post(t, w.server(), path, c.body, c.header...)
			if got.Code != c.status || !strings.Contains(got.Body.String(), c.says) {
				t.Errorf("%s: %s: got %d %s, want %d and %q", path, c.name, got.Code, got.Body, c.status, c.says)
			}
			if len(w.submitted) != 0 {
				t.Errorf("%s: %s: it was submitted", path, c.name)
			}
		}
	}
}

// The largest event that is allowed is taken, packed or not.
func TestLargestEvent(t *testing.T) {
	event := `{"message":"` + strings.Repeat("x", mesher.MaxEventSize-14) + `"}`
	for _, encoding := range []string{"", "gzip"} {
		body := event
		if encoding != "" {
			body = gzipped(event)
		}
		w := new(world)
		got := post(t, w.server(), "/api/v1/events", body, "X-Sentry-Auth", shopKey.Value, "Content-Encoding", encoding)
		if got.Code != 202 || len(w.submitted) != 1 || string(w.submitted[0].Body) != event {
			t.Errorf("encoding %q: got %d %s", encoding, got.Code, got.Body)
		}
	}
}
