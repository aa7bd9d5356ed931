package server

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

func TestEventPages(t *testing.T) {
	issue := mesher.Issue{ID: uuid.UUID{7}, ProjectID: shop.ID, Number: 7, Title: "KeyError: id"}
	event := &mesher.Event{ID: uuid.UUID{8}, ProjectID: shop.ID, Message: "hello"}
	w := &world{issue: issue, projects: []mesher.Project{shop}, event: mesher.StoredEvent{Event: event, IssueID: issue.ID},
		events: mesher.Page[mesher.EventSummary]{Items: []mesher.EventSummary{{ID: event.ID, Message: "hello"}}, Next: &mesher.Cursor{Value: 1, ID: event.ID}}}

	list := htmltest.Parse(t, get(t, w.server(), "/issues/"+issue.ID.String()+"/events").Body.String())
	link := list.One(t, ".events a")
	if link.Text() != "hello" {
		t.Errorf("the list says %q", link.Text())
	}
	if got := get(t, w.server(), list.One(t, "a[rel]").Attr("href")); got.Code != http.StatusOK {
		t.Errorf("the next page: got %d", got.Code)
	}
	page := htmltest.Parse(t, get(t, w.server(), link.Attr("href")).Body.String())
	if got := page.One(t, ".story .message").Text(); got != "hello" {
		t.Errorf("the event says %q", got)
	}

	w.projects = []mesher.Project{till} // to others there is no such event
	if got := get(t, w.server(), link.Attr("href")); got.Code != http.StatusNotFound {
		t.Errorf("another's event: got %d, want 404", got.Code)
	}
}
