package server

import (
	"fmt"
	"net/http"
	"net/url"
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

func TestAnIssueIsChangedFromItsPage(t *testing.T) {
	issue := mesher.Issue{ID: uuid.UUID{7}, ProjectID: shop.ID, Number: 7}
	path := "/issues/" + issue.ID.String()
	for _, c := range []struct {
		form url.Values
		to   string
		done []any
	}{
		{url.Values{"action": {"resolve"}, "user_id": {""}}, path, []any{shop.ID, []uuid.UUID{issue.ID}, mesher.Resolved, ada.ID}},
		{url.Values{"action": {"comment"}, "text": {"I saw it"}}, path, []any{shop.ID, issue.ID, "I saw it", ada.ID}},
		{url.Values{"action": {"delete"}}, "/projects/shop/issues?done=delete:1", []any{shop.ID, []uuid.UUID{issue.ID}}},
	} {
		w := &world{issue: issue}
		got := post(t, w.server(), path, c.form.Encode())
		if got.Code != http.StatusSeeOther || got.Header().Get("Location") != c.to {
			t.Errorf("%v: got %d to %q, want to be led to %q", c.form, got.Code, got.Header().Get("Location"), c.to)
		}
		if fmt.Sprint(w.asked) != fmt.Sprint(c.done) {
			t.Errorf("%v: the store was asked %v, want %v", c.form, w.asked, c.done)
		}
	}
	w := &world{issue: issue}
	for _, form := range []string{"", "action=explode", "action=assign&user_id=x"} {
		if got := post(t, w.server(), path, form); got.Code != http.StatusBadRequest {
			t.Errorf("%q: got %d, want 400", form, got.Code)
		}
	}
	if got := post(t, w.server(), path, "action=resolve", "Sec-Fetch-Site", "cross-site"); got.Code != http.StatusForbidden || w.asked != nil {
		t.Errorf("from another site: got %d, and the store was asked %v", got.Code, w.asked)
	}
	if got := get(t, w.server(), path+"?during=1y"); got.Code != http.StatusBadRequest {
		t.Errorf("a chart of a year: got %d, want 400", got.Code)
	}
}
