package postgres_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// sample returns the nth event of programs that have so many issues in all.
func sample(projects []mesher.ProjectID, n, issues int) mesher.Record {
	now, inApp := time.Now().UTC().Truncate(time.Microsecond), true
	issue := n % issues
	e := &mesher.Event{
		ID: uuid.New(), ProjectID: projects[issue%len(projects)], ReceivedAt: now, Timestamp: now,
		Level: mesher.Level(n % 5), Platform: "python", Release: fmt.Sprintf("2.%d.0", n%9), Environment: "production",
		Message: fmt.Sprintf("TypeError in checkout: could not complete request %x for tenant %d", n*7919, n%500),
		SDK:     mesher.SDK{Name: "sentry.python", Version: "2.1.0"},
		Tags:    map[string]string{"server": fmt.Sprintf("web-%02d", n%24), "browser": "Firefox 128", "os": "Linux", "request": uuid.NewString()},
		User:    &mesher.User{ID: fmt.Sprint(n % 10000), Email: fmt.Sprintf("user%d@example.com", n%10000)},
		Extra:   map[string]json.RawMessage{"cart": json.RawMessage(fmt.Sprintf(`{"items":%d,"total":"%d.00"}`, n%7, n%900))},
	}
	x := mesher.Exception{Type: "TypeError", Value: fmt.Sprintf("unexpected value at offset %d", n), Module: "app.checkout"}
	for f := range 10 {
		x.Frames = append(x.Frames, mesher.Frame{Filename: fmt.Sprintf("app/checkout/step_%d.py", f),
			Function: fmt.Sprintf("handle_%d", f*7+n%3), Line: n%900 + f, InApp: &inApp})
	}
	e.Exceptions = []mesher.Exception{x}
	for c := range 5 {
		e.Breadcrumbs = append(e.Breadcrumbs, mesher.Breadcrumb{Timestamp: now, Category: "http", Level: "info",
			Message: fmt.Sprintf("GET /api/cart/%d/items?page=%d", n, c)})
	}
	return mesher.Record{Event: e, Grouping: mesher.Grouping{
		Hash:  sha256.Sum256(fmt.Append(nil, issue)),
		Title: "TypeError: unexpected value", Culprit: "app.checkout in handle",
		Explanation: mesher.Explanation{Variant: "stack", Parts: []string{"TypeError", "app.checkout handle"}},
	}}
}
