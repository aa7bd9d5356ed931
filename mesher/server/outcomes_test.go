package server

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// The ledger adds up: received is the sum of stored, waiting and dropped, and
// nothing else is in it.
func TestOutcomes(t *testing.T) {
	noon := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	count := func(hour time.Time, outcome mesher.Outcome, n int64) mesher.OutcomeCount {
		return mesher.OutcomeCount{Project: shop.ID, Hour: hour, Outcome: outcome, Events: n}
	}
	w := &world{outcomes: []mesher.OutcomeCount{
		count(noon, mesher.Stored, 100), count(noon, mesher.Spooled, 20), count(noon, mesher.Duplicate, 3), count(noon, mesher.RefusedLimited, 4),
		count(noon, mesher.DroppedBySDK("before_send"), 50), count(noon, mesher.PassedOver("session"), 60),
		count(noon.Add(time.Hour), mesher.Quarantined, 1),
	}}
	got := get(t, w.server(), "/api/v1/projects/shop/outcomes?since=2026-03-14T12:30:00Z&until=2026-03-15T00:00:00Z")
	const want = `[{"hour":"2026-03-14T12:00:00.000000Z","received":127,"stored":100,"spooled":20,"dropped":{"duplicate":3,"limited":4},` +
		`"sdk_dropped":{"before_send":50},"items":{"session":60}},` +
		`{"hour":"2026-03-14T13:00:00.000000Z","received":1,"stored":0,"spooled":0,"dropped":{"quarantined":1},"sdk_dropped":{},"items":{}}]` + "\n"
	if got.Code != 200 || got.Body.String() != want {
		t.Errorf("got %d %s\nwant %s", got.Code, got.Body, want)
	}
	if w.asked[0] != shop.ID || w.asked[1] != noon || w.asked[2] != noon.Add(12*time.Hour) {
		t.Errorf("asked for %v", w.asked)
	}
}

func TestBadWindows(t *testing.T) {
	for path, want := range map[string]int{
		"/api/v1/projects/shop/outcomes":               200,
		"/api/v1/projects/nothing/outcomes":            404,
		"/api/v1/projects/shop/outcomes?since=noon":    400,
		"/api/v1/projects/shop/outcomes?until=1":       400,
		"/api/v1/projects/shop/quarantine?cursor_id=x": 400,
	} {
		if got := get(t, new(world).server(), path); got.Code != want {
			t.Errorf("%s: got %d %s, want %d", path, got.Code, got.Body, want)
		}
	}
}
