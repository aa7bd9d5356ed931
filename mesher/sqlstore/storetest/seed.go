package storetest

import (
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

// SeedEvent is the nth of events of about 2 KB as programs send them: of 5,000
// issues in all, the first of which come far more often than the last; 4,000 of
// these are of the first project, which has a third of the events.
func SeedEvent(projects []mesher.ProjectID, n int, at time.Time) mesher.Record {
	const issues = 5000
	spread := sha256.Sum256(fmt.Append(nil, n))
	u := float64(uint32(spread[0])<<16|uint32(spread[1])<<8|uint32(spread[2])) / (1 << 24)
	issue := int(issues * u * u * u)
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
