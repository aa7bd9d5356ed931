package server

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	headerID = "fc6d8c0c43fc4630ad850ee518f1b9d0"
	payload  = `{"message":"hello"}`
)

// anEnvelope returns an envelope with a header and an event item for each
// payload.
func anEnvelope(header string, payloads ...string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for _, p := range payloads {
		fmt.Fprintf(&b, "{\"type\":\"event\",\"length\":%d}\n%s\n", len(p), p)
	}
	return b.String()
}

// An SDK may send to any of these addresses, and show its key in any of these
// ways.
func TestSDKDoors(t *testing.T) {
	envelope := anEnvelope(`{"event_id":"`+headerID+`","sent_at":"2026-03-14T15:09:26Z"}`, payload)
	auth := []string{"X-Sentry-Auth", "Sentry sentry_version=7, sentry_key=" + shopKey.Value}
	for _, c := range []struct {
		name, path, body string
		header           []string
		eventID          string
	}{
		{"an envelope", "/api/1/envelope/", envelope, auth, headerID},
		{"without the last slash", "/api/1/envelope", envelope, auth, headerID},
		{"key in the query", "/api/1/envelope/?sentry_version=7&sentry_key=" + shopKey.Value, envelope, nil, headerID},
		{"key in the envelope", "/api/1/envelope/", anEnvelope(`{"event_id":"`+headerID+`","dsn":"http://`+shopKey.Value+`@host/1"}`, payload), nil, headerID},
		{"packed", "/api/1/envelope/", gzipped(envelope), with(auth, "Content-Encoding", "gzip"), headerID},
		{"an event alone", "/api/1/store/", payload, auth, ""},
		{"without the last slash", "/api/1/store", payload, auth, ""},
		{"in base64", "/api/1/store/", base64.StdEncoding.EncodeToString([]byte(payload)), auth, ""},
		{"without a project", "/api/store/", payload, auth, ""},
	} {
		w := new(world)
		got := post(t, w.server(), c.path, c.body, c.header...)
		if want := `{"id":"0e000000000000000000000000000000"}` + "\n"; got.Code != 200 || got.Body.String() != want {
			t.Errorf("%s to %s: got %d %s, want 200 %s", c.name, c.path, got.Code, got.Body, want)
			continue
		}
		if got.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s to %s: a page of another site may not read the answer", c.name, c.path)
		}
		s := w.submitted[0]
		var id uuid.UUID
		if c.eventID != "" {
			id = uuid.MustParse(c.eventID)
		}
		if string(s.Body) != payload || s.Format != mesher.SentryFormat || s.Project != shop || s.EventID != id {
			t.Errorf("%s to %s: submitted %+v", c.name, c.path, s)
		}
	}
}

func TestStoreInTheQuery(t *testing.T) {
	w := new(world)
	query := url.Values{"sentry_key": {shopKey.Value}, "sentry_data": {base64.StdEncoding.EncodeToString([]byte(payload))}}
	got := get(t, w.server(), "/api/1/store/?"+query.Encode())
	if got.Code != 200 || len(w.submitted) != 1 || string(w.submitted[0].Body) != payload {
		t.Errorf("got %d %s, submitted %+v", got.Code, got.Body, w.submitted)
	}
}

// The header's id belongs to the first event, its time to all.
func TestEnvelopeOfSeveral(t *testing.T) {
	w := new(world)
	body := anEnvelope(`{"event_id":"`+headerID+`","sent_at":"2026-03-14T15:09:26Z"}`, `{"message":"1"}`, `{"message":"2"}`) +
		"{\"type\":\"session\"}\n{}\n{\"type\":\"attachment\",\"length\":3}\nabc\n"
	got := post(t, w.server(), "/api/1/envelope/", body, "X-Sentry-Auth", shopKey.Value)
	if got.Code != 200 || len(w.submitted) != 2 {
		t.Fatalf("got %d %s, and %d events, want 200 and two", got.Code, got.Body, len(w.submitted))
	}
	first, second := w.submitted[0], w.submitted[1]
	if first.EventID != uuid.MustParse(headerID) || second.EventID != uuid.Nil {
		t.Errorf("ids: got %s and %s, want the header's for the first alone", first.EventID, second.EventID)
	}
	if sent := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC); !first.SentAt.Equal(sent) || !second.SentAt.Equal(sent) {
		t.Errorf("sent at %s and %s, want %s", first.SentAt, second.SentAt, sent)
	}
	if string(second.Body) != `{"message":"2"}` {
		t.Errorf("the second is %s", second.Body)
	}
}

func TestEnvelopeWithoutEvents(t *testing.T) {
	w := new(world)
	got := post(t, w.server(), "/api/1/envelope/", "{}\n{\"type\":\"session\"}\n{}\n", "X-Sentry-Auth", shopKey.Value)
	if got.Code != 200 || got.Body.String() != "{}\n" || len(w.submitted) != 0 {
		t.Errorf("got %d %s, want 200 {} and nothing submitted", got.Code, got.Body)
	}
}

func TestBadEnvelopes(t *testing.T) {
	auth := []string{"X-Sentry-Auth", shopKey.Value}
	whole := anEnvelope("{}", payload)
	for _, c := range []struct {
		name, path, body string
		header           []string
		status           int
		says             string
		submitted        int
	}{
		{"nothing", "/api/1/envelope/", "", auth, 400, "the envelope is empty", 0},
		{"no envelope", "/api/1/envelope/", "hello\n", auth, 400, "not a JSON object", 0},
		{"no key", "/api/1/envelope/", whole, nil, 401, "no key was sent", 0},
		{"an unknown key", "/api/1/envelope/", whole, []string{"X-Sentry-Auth", "mshr_x"}, 401, "not known", 0},
		{"another project's key", "/api/1/envelope/", whole, []string{"X-Sentry-Auth", tillKey.Value}, 403, "not one of project", 0},
		{"another project's key", "/api/1/store/", payload, []string{"X-Sentry-Auth", tillKey.Value}, 403, "not one of project", 0},
		{"a project by its name", "/api/shop/envelope/", whole, auth, 403, "not one of project", 0},
		{"an event that is cut", "/api/1/envelope/", whole[:len(whole)-5], auth, 400, "the envelope ends", 0},
		{"cut behind an event", "/api/1/envelope/", whole + "{\"type\":\"attachment\",\"length\":99}\nabc", auth, 400, "the envelope ends", 1},
		{"a large event", "/api/1/envelope/", anEnvelope("{}", strings.Repeat(" ", mesher.MaxEventSize+1)), auth, 413, "larger than 1048576 bytes", 0},
		{"many events", "/api/1/envelope/", anEnvelope("{}", strings.Split(strings.Repeat("{} ", maxEvents)+"{}", " ")...), auth, 413, "more than 100 events", maxEvents},
		{"nothing known", "/api/1/store/", "!!!", auth, 400, "neither JSON nor base64 nor zlib", 0},
	} {
		w := new(world)
		got := post(t, w.server(), c.path, c.body, c.header...)
		if got.Code != c.status || !strings.Contains(got.Body.String(), c.says) {
			t.Errorf("%s: got %d %s, want %d and %q", c.name, got.Code, got.Body, c.status, c.says)
		}
		if !strings.HasPrefix(got.Body.String(), `{"detail":"`) || !strings.HasSuffix(got.Body.String(), `,"causes":[]}`+"\n") {
			t.Errorf("%s: %s is not how an SDK is told", c.name, got.Body)
		}
		if got.Header().Get("X-Sentry-Error") == "" || got.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: the header does not tell an SDK in a browser: %v", c.name, got.Header())
		}
		if len(w.submitted) != c.submitted {
			t.Errorf("%s: %d events were submitted, want %d", c.name, len(w.submitted), c.submitted)
		}
	}
}

// An SDK that sends too much is told what to hold back, and for how long.
func TestSDKIsLimited(t *testing.T) {
	w := &world{submit: func(context.Context, mesher.Submission) (mesher.Receipt, error) {
		return mesher.Receipt{}, &mesher.Error{Kind: mesher.Limited, Message: "too many events", RetryAfter: 1500 * time.Millisecond}
	}}
	got := post(t, w.server(), "/api/1/envelope/", anEnvelope("{}", payload), "X-Sentry-Auth", shopKey.Value)
	for name, want := range map[string]string{
		"Retry-After":          "2",
		"X-Sentry-Rate-Limits": "2:error;default:project:quota",
		"X-Sentry-Error":       "too many events",
	} {
		if got.Header().Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, got.Header().Get(name), want)
		}
	}
	if want := `{"detail":"too many events","causes":[]}` + "\n"; got.Code != 429 || got.Body.String() != want {
		t.Errorf("got %d %s, want 429 %s", got.Code, got.Body, want)
	}
}

func TestPreflight(t *testing.T) {
	for _, path := range []string{"/api/1/envelope/", "/api/1/envelope", "/api/1/store/", "/api/1/store"} {
		got := ask(t, new(world).server(), httptest.NewRequest("OPTIONS", path, nil))
		h := got.Header()
		if got.Code != 204 || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Methods") != "POST, OPTIONS" ||
			!strings.Contains(h.Get("Access-Control-Allow-Headers"), "x-sentry-auth") || h.Get("Access-Control-Max-Age") != "3600" {
			t.Errorf("%s: got %d %v", path, got.Code, h)
		}
	}
}
