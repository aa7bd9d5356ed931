package server

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

func TestIssue(t *testing.T) {
	issue := mesher.Issue{ID: uuid.UUID{7}, ProjectID: shop.ID, Number: 7, Title: "KeyError: id", Status: mesher.Unresolved}
	w := &world{issue: issue}
	path := "/issues/" + issue.ID.String()

	page := htmltest.Parse(t, get(t, w.server(), path).Body.String())
	if got := page.One(t, "h1").Text(); got != "KeyError: id" {
		t.Errorf("an issue without events: got the heading %q", got)
	}

	w.latestEvent = func() (*mesher.Event, error) { return &mesher.Event{Message: "the newest"}, nil }
	page = htmltest.Parse(t, get(t, w.server(), path).Body.String())
	if got := page.One(t, ".story .message").Text(); got != "the newest" {
		t.Errorf("the newest event: got %q", got)
	}

	w.latestEvent = func() (*mesher.Event, error) { return nil, mesher.Errorf(mesher.Unavailable, "away") }
	if got := get(t, w.server(), path); got.Code != http.StatusServiceUnavailable {
		t.Errorf("a store that is away: got %d, want 503", got.Code)
	}
}
