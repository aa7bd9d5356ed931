package server

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// manyIssues lists n issues page by page, as a store does.
func manyIssues(n int) func(mesher.ProjectID, mesher.IssueQuery) (mesher.Page[mesher.Issue], error) {
	start := time.Date(2026, 3, 14, 15, 9, 26, 123456000, time.UTC)
	return func(project mesher.ProjectID, q mesher.IssueQuery) (page mesher.Page[mesher.Issue], err error) {
		if project != shop.ID {
			return page, errors.New("another project's issues were asked for")
		}
		var rest []mesher.Issue
		for i := range n {
			issue := mesher.Issue{ID: uuid.UUID{byte(i)}, Number: int64(n - i), Title: fmt.Sprint("issue ", i),
				LastSeen: start.Add(-time.Duration(i) * time.Microsecond)}
			if q.After == nil || issue.LastSeen.UnixMicro() < q.After.Value {
				rest = append(rest, issue)
			}
		}
		return mesher.PageOf(rest[:min(len(rest), q.Size()+1)], q.Size(), mesher.ByLastSeen.Place), nil
	}
}

// Following the links from page to page shows every issue once, in order.
func TestIssuesPageByPage(t *testing.T) {
	for _, n := range []int{1, 25, 26, 60} {
		s := (&world{listIssues: manyIssues(n)}).server()
		path, seen := "/projects/shop/issues", 0
		for pages := 0; path != ""; pages++ {
			if pages > n {
				t.Fatalf("%d issues: the pages have no end", n)
			}
			got := get(t, s, path)
			if got.Code != http.StatusOK {
				t.Fatalf("%d issues: %s answers %d: %s", n, path, got.Code, got.Body)
			}
			page := htmltest.Parse(t, got.Body.String())
			for _, title := range page.All(".issues .title") {
				if want := fmt.Sprint("issue ", seen); title.Text() != want {
					t.Fatalf("%d issues: got %q, want %q", n, title.Text(), want)
				}
				seen++
			}
			path = ""
			for _, next := range page.All("a[rel]") {
				path = next.Attr("href")
			}
		}
		if seen != n {
			t.Errorf("%d issues: %d were shown", n, seen)
		}
	}
}

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
