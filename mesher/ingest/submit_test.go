package ingest_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		about  string
		config ingest.Config
		ok     bool
	}{
		{"a store is enough", ingest.Config{Store: newMemory()}, true},
		{"no store", ingest.Config{}, false},
		{"any rate", ingest.Config{Store: newMemory(), RateLimit: -1}, true},
		{"no processors", ingest.Config{Store: newMemory(), Processors: -1}, false},
		{"no patience", ingest.Config{Store: newMemory(), Patience: -1}, false},
	} {
		if _, err := ingest.New(nil, c.config); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.about, err)
		}
	}
}

func TestWhatIsSettledOutsideTheBody(t *testing.T) {
	store := newMemory()
	_, p := start(t, ingest.Config{Store: store})
	inBody, outside := idOf(1), idOf(2)
	received := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		about string
		in    mesher.Submission
		want  uuid.UUID
	}{
		{"the body's id", mesher.Submission{Body: []byte(`{"message":"x","event_id":"` + inBody.String() + `"}`)}, inBody},
		{"an id outside wins", mesher.Submission{EventID: outside, Body: []byte(`{"message":"x","event_id":"` + inBody.String() + `"}`)}, outside},
		{"an SDK's format", mesher.Submission{Format: mesher.SentryFormat, Body: []byte(`{"message":"x","event_id":"` + idOf(3).String() + `"}`)}, idOf(3)},
	} {
		t.Run(c.about, func(t *testing.T) {
			c.in.Project, c.in.ReceivedAt = shop, received
			r, err := p.Submit(t.Context(), c.in)
			if err != nil || r.EventID != c.want {
				t.Fatalf("got %v, %v, want the event %v", r, err, c.want)
			}
			e := store.has(c.want)
			if e.ProjectID != shop.ID || !e.ReceivedAt.Equal(received) {
				t.Errorf("stored for project %d as received %v", e.ProjectID, e.ReceivedAt)
			}
		})
	}
	t.Run("neither has an id", func(t *testing.T) {
		r, err := p.Submit(t.Context(), submission(`{"message":"x"}`))
		if err != nil || r.EventID == uuid.Nil {
			t.Fatalf("got %v, %v, want an id", r, err)
		}
		if since := time.Since(store.has(r.EventID).ReceivedAt); since < 0 {
			t.Errorf("received %v in the future", -since)
		}
	})
	t.Run("the client's clock and address", func(t *testing.T) {
		s := mesher.Submission{
			Project: shop, Format: mesher.SentryFormat, EventID: idOf(4), ReceivedAt: received,
			SentAt:   received.Add(-2 * time.Hour),
			ClientIP: netip.MustParseAddr("203.0.113.9"),
			Body:     []byte(`{"message":"x","timestamp":"2026-03-01T07:59:00Z","user":{"ip_address":"{{auto}}"}}`),
		}
		if _, err := p.Submit(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		e := store.has(idOf(4))
		if want := received.Add(-time.Minute); !e.Timestamp.Equal(want) {
			t.Errorf("happened %v, want %v", e.Timestamp, want)
		}
		if e.User == nil || e.User.IPAddress != "203.0.113.9" {
			t.Errorf("user %+v, want the client's address", e.User)
		}
	})
}

func TestBadEventsAreRefused(t *testing.T) {
	store := newMemory()
	_, p := start(t, ingest.Config{Store: store})
	for _, c := range []struct {
		about, body string
		format      mesher.Format
		want        mesher.Kind
	}{
		{"no JSON", `{"message":`, mesher.NativeFormat, mesher.Invalid},
		{"no object", `[]`, mesher.NativeFormat, mesher.Invalid},
		{"nothing said", `{}`, mesher.NativeFormat, mesher.Invalid},
		{"a wrong level", `{"message":"x","level":"loud"}`, mesher.NativeFormat, mesher.Invalid},
		{"too large", `{"message":"` + strings.Repeat("x", mesher.MaxEventSize) + `"}`, mesher.NativeFormat, mesher.TooLarge},
		{"an SDK's nonsense", `12`, mesher.SentryFormat, mesher.Invalid},
		{"an unknown format", `{"message":"x"}`, 99, mesher.Invalid},
	} {
		t.Run(c.about, func(t *testing.T) {
			s := submission(c.body)
			s.Format = c.format
			_, err := p.Submit(t.Context(), s)
			mustBe(t, err, c.want)
		})
	}
	if len(store.stored) != 0 {
		t.Errorf("%d refused events were stored", len(store.stored))
	}
}

// ING-04: the limit holds, is the project's own if it has one, and says truly
// when to retry.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := start(t, ingest.Config{Store: newMemory(), RateLimit: 3})
		own := submission(`{"message":"x"}`)
		own.Project = mesher.Project{ID: 8, Settings: mesher.Settings{RateLimitPerMinute: 6}}
		free := submission(`{"message":"x"}`)
		free.Project = mesher.Project{ID: 9, Settings: mesher.Settings{RateLimitPerMinute: -1}}
		for _, c := range []struct {
			about string
			s     mesher.Submission
			limit int
		}{{"the default", submission(`{"message":"x"}`), 3}, {"its own", own, 6}} {
			for n := range c.limit {
				if _, err := p.Submit(t.Context(), c.s); err != nil {
					t.Fatalf("%s: event %d: %v", c.about, n, err)
				}
			}
			_, err := p.Submit(t.Context(), c.s)
			mustBe(t, err, mesher.Limited)
			e, _ := errors.AsType[*mesher.Error](err)
			time.Sleep(e.RetryAfter - time.Millisecond)
			_, err = p.Submit(t.Context(), c.s)
			mustBe(t, err, mesher.Limited)
			time.Sleep(time.Millisecond)
			if _, err := p.Submit(t.Context(), c.s); err != nil {
				t.Errorf("%s: after the time it was told: %v", c.about, err)
			}
		}
		for range 100 {
			if _, err := p.Submit(t.Context(), free); err != nil {
				t.Fatalf("no limit: %v", err)
			}
		}
	})
}
