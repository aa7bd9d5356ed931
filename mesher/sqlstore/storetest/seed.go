package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// SeedProjects makes the projects that [SeedEvent] fills: ten, the default one
// among them.
func SeedProjects(tb testing.TB, store mesher.Store) (ids []mesher.ProjectID) {
	tb.Helper()
	first, _, err := store.Bootstrap(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	ids = append(ids, first.ID)
	for n := range 9 {
		p, err := store.CreateProject(tb.Context(), mesher.Project{OrgID: first.OrgID, Name: "Seed", Slug: fmt.Sprintf("seed-%d", n)})
		if err != nil {
			tb.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

// seedDays is over how many days events are spread; the day of the end is the
// last.
const seedDays = 90

// A SeedDay is the events seeded for one day.
type SeedDay struct {
	number int // 0 is the first
	first  int // of the events
	Events int
	Window mesher.Window
}

// SeedDays spreads events over the days before a moment, so that each day has
// some.
func SeedDays(events int, end time.Time) (days []SeedDay) {
	last := mesher.DayOf(end)
	for n := range seedDays {
		d := last - seedDays + 1 + mesher.Day(n)
		w := mesher.Window{Since: d.Start(), Until: (d + 1).Start()}
		if d == last {
			w.Until = end
		}
		first := events * n / seedDays
		days = append(days, SeedDay{n, first, events*(n+1)/seedDays - first, w})
	}
	return days
}

// Write stores the day's events, in the way all events are stored.
func (d SeedDay) Write(ctx context.Context, store mesher.Store, projects []mesher.ProjectID) error {
	const batch = 5000
	apart := d.Window.Until.Sub(d.Window.Since) / time.Duration(max(1, d.Events))
	for n := 0; n < d.Events; n += batch {
		var records []mesher.Record
		for i := n; i < min(n+batch, d.Events); i++ {
			at := d.Window.Since.Add(apart * time.Duration(i)).Truncate(time.Microsecond)
			records = append(records, SeedEvent(projects, d.first+i, d.number, at))
		}
		if _, err := store.WriteEvents(ctx, records); err != nil {
			return err
		}
	}
	return nil
}

// SeedNews stores n events that were received just now, a hundred at a time.
func SeedNews(tb testing.TB, store mesher.Store, events int) {
	tb.Helper()
	projects, err := store.Projects(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	var ids []mesher.ProjectID
	for _, p := range projects {
		ids = append(ids, p.ID)
	}
	const batch = 100
	for n := 0; n < events; n += batch {
		var records []mesher.Record
		for i := range batch {
			records = append(records, SeedEvent(ids, 1<<30+n+i, seedDays, time.Now().UTC().Truncate(time.Microsecond)))
		}
		if _, err := store.WriteEvents(tb.Context(), records); err != nil {
			tb.Fatal(err)
		}
	}
}

// SeedResolved resolves one issue in a hundred of the seeded ones.
func SeedResolved(tb testing.TB, store mesher.Store, projects []mesher.ProjectID) {
	tb.Helper()
	for _, project := range projects {
		page := mesher.PageRequest{Limit: mesher.MaxPage}
		for more := true; more; {
			issues, err := store.ListIssues(tb.Context(), project, mesher.IssueQuery{PageRequest: page})
			if err != nil {
				tb.Fatal(err)
			}
			var chosen []uuid.UUID
			for _, i := range issues.Items {
				if i.Number%100 == 7 {
					chosen = append(chosen, i.ID)
				}
			}
			if _, err := store.ChangeStatus(tb.Context(), project, chosen, mesher.Resolved, mesher.Act{At: time.Now()}); err != nil {
				tb.Fatal(err)
			}
			page.After, more = issues.Next, issues.Next != nil
		}
	}
}

// seedIssue returns the issue of the nth event. The first of 5,000 are far more
// frequent than the last. Most existed from the start, some first appeared in
// these days, and of some events come on one day in thirty.
func seedIssue(spread [32]byte, day int) int {
	u := float64(uint32(spread[0])<<16|uint32(spread[1])<<8|uint32(spread[2])) / (1 << 24)
	issue := int(5000 * u * u * u)
	switch class := issue % 100; {
	case class >= 60+day/2: // does not occur yet
		return issue - 45
	case class < 10 && (class+day)%30 != 0:
		return issue + 10
	}
	return issue
}

// SeedEvent returns the nth event, of about 2 KB as programs send them, on a day
// when its issue occurs. Four fifths of all but the most frequent issues are of
// the first project, which has a third of the events.
func SeedEvent(projects []mesher.ProjectID, n, day int, at time.Time) mesher.Record {
	spread := sha256.Sum256(fmt.Append(nil, n))
	issue := seedIssue(spread, day)
	project := projects[0]
	if issue%5 == 0 || issue < 500 {
		project = projects[issue%len(projects)]
	}
	inApp := true
	e := &mesher.Event{
		ID: uuid.New(), ProjectID: project, ReceivedAt: at, Timestamp: at,
		Level: mesher.Level(int(spread[3]) % 5), Platform: "python", Release: fmt.Sprintf("2.%d.0", n%9), Environment: "production",
		Message: fmt.Sprintf("TypeError in checkout: could not complete request %x for tenant %d", spread[8:16], n%500),
		SDK:     mesher.SDK{Name: "sentry.python", Version: "2.1.0"},
		Tags: map[string]string{"server": fmt.Sprintf("web-%02d", n%24), "browser": []string{"Firefox 128", "Chrome 127", "Safari 17"}[n%3],
			"os": "Linux", "request": uuid.NewString()},
		User:  &mesher.User{ID: fmt.Sprint(n % 10000), Email: fmt.Sprintf("user%d@example.com", n%10000)},
		Extra: map[string]json.RawMessage{"cart": json.RawMessage(fmt.Sprintf(`{"items":%d,"total":"%d.00"}`, n%7, n%900))},
	}
	if n%50 == 0 {
		e.Environment = "staging"
	}
	if n%20000 == 0 {
		e.Message = "it rarely happens"
	}
	x := mesher.Exception{Type: "TypeError", Value: fmt.Sprintf("unexpected value at offset %d", n), Module: "app.checkout"}
	for f := range 12 {
		x.Frames = append(x.Frames, mesher.Frame{Filename: fmt.Sprintf("app/checkout/step_%d.py", f),
			Function: fmt.Sprintf("handle_%d", f*7+n%3), Line: n%900 + f, InApp: &inApp, ContextLine: fmt.Sprintf("    return load(%x)", spread[f:f+8])})
	}
	e.Exceptions = []mesher.Exception{x}
	for c := range 8 {
		e.Breadcrumbs = append(e.Breadcrumbs, mesher.Breadcrumb{Timestamp: at, Category: "http", Level: "info",
			Message: fmt.Sprintf("GET /api/cart/%d/items?page=%d&key=%x", n, c, spread[c:c+16])})
	}
	title := fmt.Sprintf("TypeError: unexpected value in step %d", issue)
	return mesher.Record{Event: e, Grouping: mesher.Grouping{
		Hash: sha256.Sum256([]byte(title)), Title: title, Culprit: "app.checkout in handle",
		Explanation: mesher.Explanation{Variant: "stack", Parts: []string{"TypeError", "app.checkout handle"}},
	}}
}
