package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// choosy is an intake that answers by the content of an event.
func choosy(_ context.Context, s mesher.Submission) (mesher.Receipt, error) {
	var said struct {
		Answer string
		N      byte
	}
	if err := json.Unmarshal(s.Body, &said); err != nil {
		return mesher.Receipt{}, mesher.Errorf(mesher.Invalid, "no object")
	}
	r := mesher.Receipt{EventID: uuid.UUID{15: said.N}, IssueID: uuid.UUID{1}, Outcome: mesher.Stored}
	switch said.Answer {
	case "spooled":
		r.Outcome, r.IssueID = mesher.Spooled, uuid.Nil
	case "quarantined":
		r.Outcome, r.IssueID = mesher.Quarantined, uuid.Nil
	case "invalid":
		return r, mesher.Errorf(mesher.Invalid, "level is wrong")
	case "limited":
		return r, mesher.Errorf(mesher.Limited, "too many events")
	case "unavailable":
		return r, mesher.Errorf(mesher.Unavailable, "no room")
	case "secret":
		return r, errors.New("secret")
	case "panic":
		panic("broken")
	}
	return r, nil
}

// ING-03: each of many events is answered, in order.
func TestBulk(t *testing.T) {
	const (
		taken   = `{"status":"accepted","id":"00000000-0000-0000-0000-0000000000%02x","issue_id":"01000000-0000-0000-0000-000000000000"}`
		waiting = `{"status":"accepted","id":"00000000-0000-0000-0000-0000000000%02x","issue_id":null}`
		failed  = `{"error":"something failed on our side; the log of this server says what"}`
	)
	for _, c := range []struct {
		about, body string
		status      int
		want        string
	}{
		{"one", `[{"n":1}]`, 202, `{"accepted":1,"rejected":0,"results":[` + fmt.Sprintf(taken, 1) + `]}`},
		{"mixed", `[{"n":1},{"answer":"invalid"},{"n":3,"answer":"spooled"},7,{"answer":"limited"}]`, 202,
			`{"accepted":2,"rejected":3,"results":[` + fmt.Sprintf(taken, 1) + `,{"error":"level is wrong"},` + fmt.Sprintf(waiting, 3) + `,{"error":"no object"},{"error":"too many events","retry_after":10}]}`},
		{"apart", `[{"answer":"quarantined"}]`, 202, `{"accepted":1,"rejected":0,"results":[{"status":"quarantined","id":"00000000-0000-0000-0000-000000000000","issue_id":null}]}`},
		{"all wrong", `[{"answer":"invalid"}]`, 202, `{"accepted":0,"rejected":1,"results":[{"error":"level is wrong"}]}`},
		{"ours to hide", `[{"answer":"secret"},{"answer":"panic"}]`, 202, `{"accepted":0,"rejected":2,"results":[` + failed + `,` + failed + `]}`},
		{"all limited", `[{"answer":"limited"},{"answer":"limited"}]`, 429, `{"error":"too many events"}`},
		{"no room for any", `[{"answer":"unavailable"}]`, 503, `{"error":"no room"}`},
		{"none", `[]`, 400, `{"error":"the array has 0 events, and may have from 1 to 100"}`},
		{"too many", "[" + strings.Repeat(`{},`, 100) + `{}]`, 400, `{"error":"the array has 101 events, and may have from 1 to 100"}`},
	} {
		w := &world{submit: choosy}
		got := post(t, w.server(), "/api/v1/events/bulk", c.body, "X-Sentry-Auth", shopKey.Value)
		if got.Code != c.status || got.Body.String() != c.want+"\n" {
			t.Errorf("%s: got %d %s, want %d %s", c.about, got.Code, got.Body, c.status, c.want)
		}
		if (got.Header().Get("Retry-After") != "") != (c.status == 429 || c.status == 503) {
			t.Errorf("%s: Retry-After is %q", c.about, got.Header().Get("Retry-After"))
		}
	}
}

func TestBadBulks(t *testing.T) {
	key := []string{"X-Sentry-Auth", shopKey.Value}
	large := `[{"message":"` + strings.Repeat("x", maxBulk) + `"}]`
	for _, c := range []struct {
		about, body string
		header      []string
		status      int
		says        string
	}{
		{"no key", `[{}]`, nil, 401, "no key was sent"},
		{"an object", `{}`, key, 400, "no JSON array"},
		{"null", `null`, key, 400, "0 events"},
		{"cut", `[{}`, key, 400, "no JSON array"},
		{"large", large, key, 413, "larger than 5242880 bytes"},
		{"large inside", gzipped(large), with(key, "Content-Encoding", "gzip"), 413, "larger than 5242880 bytes"},
	} {
		w := new(world)
		got := post(t, w.server(), "/api/v1/events/bulk", c.body, c.header...)
		if got.Code != c.status || !strings.Contains(got.Body.String(), c.says) {
			t.Errorf("%s: got %d %s, want %d and %q", c.about, got.Code, got.Body, c.status, c.says)
		}
		if len(w.submitted) != 0 {
			t.Errorf("%s: it was submitted", c.about)
		}
	}
}

// All events are under way before the first is answered, so that they can share a
// commit.
func TestBulkIsSubmittedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all sync.WaitGroup
		all.Add(100)
		w := &world{submit: func(context.Context, mesher.Submission) (mesher.Receipt, error) {
			all.Done()
			all.Wait()
			return receipt, nil
		}}
		got := post(t, w.server(), "/api/v1/events/bulk", "["+strings.Repeat(`{},`, 99)+`{}]`, "X-Sentry-Auth", shopKey.Value)
		if got.Code != 202 || !strings.HasPrefix(got.Body.String(), `{"accepted":100,`) {
			t.Errorf("got %d %.100s", got.Code, got.Body)
		}
	})
}
