package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// EVT-01: an event is returned whole, with the ids of its neighbours.
func TestGetEvent(t *testing.T) {
	id, issue, next := uuid.UUID{0xe}, uuid.UUID{0x1}, uuid.UUID{0xf}
	w := &world{projects: []mesher.Project{shop}, event: mesher.StoredEvent{
		Event: &mesher.Event{ID: id, ProjectID: shop.ID, Message: "it broke"}, IssueID: issue, NextID: next,
	}}
	got := get(t, w.server(), "/api/v1/events/"+id.String())
	begin, end := `{"event":{"id":"`+id.String()+`","project_id":1,"issue_id":"`+issue.String()+`"`, `"navigation":{"next_id":"`+next.String()+`","prev_id":null}}`+"\n"
	if body := got.Body.String(); got.Code != 200 || !strings.HasPrefix(body, begin) || !strings.HasSuffix(body, end) {
		t.Errorf("got %d %s", got.Code, body)
	}
	w.projects = []mesher.Project{till} // another's event
	for _, path := range []string{"/api/v1/events/" + id.String(), "/api/v1/events/" + headerID, "/api/v1/events/x"} {
		if got := get(t, w.server(), path); got.Code != 404 {
			t.Errorf("%s: got %d %s, want 404", path, got.Code, got.Body)
		}
	}
}

// No cache stores what one person may see and gives it to another.
func TestAnswersAreNotKept(t *testing.T) {
	id := uuid.UUID{0xe}
	w := &world{projects: []mesher.Project{shop}, event: mesher.StoredEvent{Event: &mesher.Event{ID: id, ProjectID: shop.ID, Sent: []byte("{}")}}}
	for _, path := range []string{"/api/v1/me", "/api/v1/nowhere", "/api/v1/events/" + id.String(), "/api/v1/events/" + id.String() + "/raw"} {
		if h := get(t, w.server(), path).Header(); h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: the header is %v", path, h)
		}
	}
}

// What was sent for an event is returned wherever the event is, to those who may
// see it.
func TestGetSent(t *testing.T) {
	stored, isolated, old := uuid.UUID{0xe}, uuid.UUID{0xf}, uuid.UUID{0xa}
	sent := func(id uuid.UUID, sent []byte) *mesher.Event {
		return &mesher.Event{ID: id, ProjectID: shop.ID, Sent: sent}
	}
	w := &world{
		projects:   []mesher.Project{shop},
		event:      mesher.StoredEvent{Event: sent(stored, []byte(`{"stored": 1}`))},
		quarantine: []mesher.IsolatedEvent{{Event: sent(isolated, []byte(`{"isolated": 1}`))}, {Event: sent(old, nil)}},
	}
	for id, want := range map[uuid.UUID]string{
		stored:   `200 {"stored": 1}`,
		isolated: `200 {"isolated": 1}`,
		old:      `404 {"error":"what was sent for this event was not kept"}` + "\n",
		{0xb}:    `404 {"error":"there is no such event"}` + "\n",
	} {
		answer := get(t, w.server(), "/api/v1/events/"+id.String()+"/raw")
		if got := fmt.Sprintf("%d %s", answer.Code, answer.Body); got != want {
			t.Errorf("event %s: got %s, want %s", id, got, want)
		}
	}
	w.projects = []mesher.Project{till} // another's events
	for _, id := range []uuid.UUID{stored, isolated, old} {
		if got := get(t, w.server(), "/api/v1/events/"+id.String()+"/raw"); got.Code != 404 || strings.Contains(got.Body.String(), "kept") {
			t.Errorf("another's event %s: got %d %s, want 404", id, got.Code, got.Body)
		}
	}
}

func TestGetIssueEvents(t *testing.T) {
	at := time.Date(2026, 3, 14, 12, 0, 0, 7000, time.UTC)
	event, next := uuid.UUID{0xe}, uuid.UUID{0xf}
	w := &world{issue: mesher.Issue{ID: uuid.UUID{0x1}, ProjectID: shop.ID}, events: mesher.Page[mesher.EventSummary]{
		Items: []mesher.EventSummary{{ID: event, Level: mesher.LevelError, Message: "it broke", ReceivedAt: at}},
		Next:  &mesher.Cursor{Value: at.UnixMicro(), ID: next},
	}}
	path := "/api/v1/issues/" + w.issue.ID.String() + "/events"
	got := get(t, w.server(), path+"?limit=1")
	want := `{"data":[{"id":"` + event.String() + `","level":"error","message":"it broke","received_at":"2026-03-14T12:00:00.000007Z"}],` +
		`"has_more":true,"next_cursor":"1773489600000007","next_cursor_id":"` + next.String() + `"}` + "\n"
	if got.Code != 200 || got.Body.String() != want {
		t.Errorf("got %d %s\nwant %s", got.Code, got.Body, want)
	}
	w.events.Next, w.asked = nil, nil
	got = get(t, w.server(), path+"?cursor=1773489600000007&cursor_id="+next.String())
	if !strings.HasSuffix(got.Body.String(), `"has_more":false,"next_cursor":null,"next_cursor_id":null}`+"\n") {
		t.Errorf("the last page: %s", got.Body)
	}
	if asked := w.asked[2].(mesher.PageRequest); *asked.After != (mesher.Cursor{Value: at.UnixMicro(), ID: next}) {
		t.Errorf("asked for %+v", asked)
	}
	for _, query := range []string{"?limit=0", "?limit=101", "?limit=x", "?cursor=noon&cursor_id=" + headerID, "?cursor=1773489600000007"} {
		if got := get(t, w.server(), path+query); got.Code != 400 {
			t.Errorf("%s: got %d %s, want 400", query, got.Code, got.Body)
		}
	}
}
