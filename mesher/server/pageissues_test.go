package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
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

// A page queries what its address says, but for unresolved issues unless that
// names a status.
func TestWhatIsListed(t *testing.T) {
	now := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	for query, want := range map[string]mesher.IssueFilter{
		"":                 {Status: mesher.Unresolved},
		"status=":          {},
		"status=archived":  {Status: mesher.Archived},
		"q=x&release=2":    {Status: mesher.Unresolved, Text: "x", Release: "2"},
		"seen=7d":          {Status: mesher.Unresolved, Window: mesher.Window{Since: now.AddDate(0, 0, -7)}},
		"seen=&tag=os:Mac": {Status: mesher.Unresolved, Tag: mesher.Tag{Key: "os", Value: "Mac"}},
	} {
		values, _ := url.ParseQuery(query)
		_, q, err := pageQueryOf(values, now)
		if err != nil || q.IssueFilter != want {
			t.Errorf("%q: got %+v, %v, want %+v", query, q.IssueFilter, err, want)
		}
	}
	for _, query := range []string{"status=new", "seen=2d", "level=bad", "tag=x", "cursor=x", "assigned_to=me"} {
		if got := get(t, new(world).server(), "/projects/shop/issues?"+query); got.Code != http.StatusBadRequest {
			t.Errorf("%q: got %d, want 400", query, got.Code)
		}
	}
}

// A filtered list that is empty does not explain how to send a first event.
func TestNothingIsLikeThat(t *testing.T) {
	list := manyIssues(1)
	w := &world{listIssues: func(p mesher.ProjectID, q mesher.IssueQuery) (mesher.Page[mesher.Issue], error) {
		if q.Status == mesher.Resolved {
			return mesher.Page[mesher.Issue]{}, nil
		}
		return list(p, q)
	}}
	page := htmltest.Parse(t, get(t, w.server(), "/projects/shop/issues?status=resolved").Body.String())
	if got := page.One(t, ".nothing").Text(); got != "No issue is resolved." {
		t.Errorf("it says %q", got)
	}
}

// Trends are of the requested time, in few bars.
func TestStepsBack(t *testing.T) {
	now := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	for back, bars := range map[time.Duration]int{24 * time.Hour: 24, 7 * 24 * time.Hour: 7, 30 * 24 * time.Hour: 30} {
		during, step := stepsBack(now, back)
		buckets, err := during.Buckets(step)
		if err != nil || len(buckets) != bars {
			t.Errorf("%v: got %d bars, %v, want %d", back, len(buckets), err, bars)
		}
	}
}

func TestIssuesAreChangedFromTheList(t *testing.T) {
	w := new(world)
	one, other := uuid.UUID{1}, uuid.UUID{2}
	form := url.Values{"id": {one.String(), other.String()}, "action": {"resolve"}, "user_id": {""}}
	got := post(t, w.server(), "/projects/shop/issues?q=x", form.Encode())
	if want := "/projects/shop/issues?done=resolve%3A2&q=x"; got.Code != http.StatusSeeOther || got.Header().Get("Location") != want {
		t.Errorf("got %d to %q, want to be led to %q", got.Code, got.Header().Get("Location"), want)
	}
	if want := fmt.Sprint([]any{shop.ID, []uuid.UUID{one, other}, mesher.Resolved, ada.ID}); fmt.Sprint(w.asked) != want {
		t.Errorf("the store was asked %v, want %v", w.asked, want)
	}
	for _, body := range []string{"", "action=resolve", "action=resolve&id=x", "id=" + one.String(), "action=explode&id=" + one.String(), "%zz"} {
		if got := post(t, w.server(), "/projects/shop/issues", body); got.Code != http.StatusBadRequest {
			t.Errorf("%q: got %d, want 400", body, got.Code)
		}
	}
	if got := post(t, w.server(), "/projects/shop/issues", form.Encode(), "Sec-Fetch-Site", "cross-site"); got.Code != http.StatusForbidden {
		t.Errorf("from another site: got %d, want 403", got.Code)
	}
	if slices.Contains(w.asked[4:], any(shop.ID)) {
		t.Error("what was refused reached the store")
	}
}
