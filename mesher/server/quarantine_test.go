package server

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestQuarantine(t *testing.T) {
	at := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	place := uuid.UUID{0x9}
	w := &world{quarantine: []mesher.IsolatedEvent{{ID: place, IsolatedAt: at, Reason: "too odd",
		Event: &mesher.Event{ID: uuid.UUID{0xe}, ProjectID: shop.ID, ReceivedAt: at, Level: mesher.LevelError, Message: "it broke"}}}}
	s := w.server()
	got := get(t, s, "/api/v1/projects/shop/quarantine")
	want := fmt.Sprintf(`[{"id":%q,"event_id":"0e000000-0000-0000-0000-000000000000","project_id":1,"isolated_at":"2026-03-14T12:00:00.000000Z",`+
		`"received_at":"2026-03-14T12:00:00.000000Z","reason":"too odd","level":"error","message":"it broke","title":"it broke"}]`+"\n", place)
	if got.Code != 200 || got.Body.String() != want {
		t.Errorf("got %d %s\nwant %s", got.Code, got.Body, want)
	}
	get(t, s, "/api/v1/projects/shop/quarantine?cursor_id="+place.String())
	if w.asked[1] != uuid.Max || w.asked[3] != place {
		t.Errorf("asked for %v", w.asked)
	}
	for path, want := range map[string]string{
		"/api/v1/quarantine/" + place.String() + "/retry":  `200 {"status":"ok","affected":1,"id":"0e000000-0000-0000-0000-000000000000","issue_id":"01000000-0000-0000-0000-000000000000"}`,
		"/api/v1/quarantine/" + place.String() + "/delete": `200 {"status":"ok","affected":1}`,
		"/api/v1/quarantine/" + headerID + "/retry":        `404 {"error":"there is no such event in the quarantine"}`,
		"/api/v1/quarantine/x/delete":                      `404 {"error":"there is no such event in the quarantine"}`,
	} {
		answer := post(t, s, path, "")
		if got := fmt.Sprintf("%d %s", answer.Code, answer.Body); got != want+"\n" {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
