package listing_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/listing"
)

var dialect = listing.Dialect{
	Param:    func(n int) string { return "$" + strconv.Itoa(n) },
	Time:     func(t time.Time) any { return t.Unix() },
	ID:       func(id uuid.UUID) any { return id },
	Contains: func(column, pattern string) string { return column + " LIKE " + pattern },
	AnyOf:    func(column, list string) string { return column + " = ANY (" + list + ")" },
	IDs:      func(ids []uuid.UUID) any { return len(ids) },
}

func ExampleIssues() {
	query, args, err := listing.Issues(dialect, "id, title", 7, mesher.IssueQuery{
		Sort:        mesher.ByEvents,
		IssueFilter: mesher.IssueFilter{Release: "2.0", Text: "50%"},
		PageRequest: mesher.PageRequest{Limit: 10, After: &mesher.Cursor{Value: 42}},
	}, nil)
	fmt.Println(strings.ReplaceAll(query, " AND ", "\nAND "))
	fmt.Println(args, err)
	// Output:
	// SELECT id, title FROM issues WHERE project_id = $1
	// AND EXISTS (SELECT 1 FROM issue_values WHERE issue_id = issues.id
	// AND key = $2
	// AND value = $3)
	// AND (title LIKE $4 OR culprit LIKE $4)
	// AND (event_count, id) < ($5, $6) ORDER BY event_count DESC, id DESC LIMIT $7
	// [7 release 2.0 %50\%% 42 00000000-0000-0000-0000-000000000000 11] <nil>
}

// Every value is passed as a parameter: the text of a query is the same for all
// values.
func TestValuesStayOutOfTheText(t *testing.T) {
	ask := func(text string, n int64) string {
		query, args, err := listing.Issues(dialect, "id", mesher.ProjectID(n), mesher.IssueQuery{
			IssueFilter: mesher.IssueFilter{Status: mesher.Status(text), Assignee: uuid.UUID{byte(n)}, Environment: text, Release: text, Text: text,
				Tag: mesher.Tag{Key: text, Value: text}, Window: mesher.Window{Since: time.Unix(n, 0), Until: time.Unix(n, 0)}},
			PageRequest: mesher.PageRequest{Limit: int(n), After: &mesher.Cursor{Value: n}},
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for n := range args {
			if !strings.Contains(query, fmt.Sprintf("$%d", n+1)) {
				t.Errorf("the query never asks for $%d:\n%s", n+1, query)
			}
		}
		return query
	}
	if a, b := ask("plain", 3), ask("'; DROP TABLE issues; -- ? $1", 5); a != b {
		t.Errorf("the queries differ:\n%s\n%s", a, b)
	}
}

func TestFacts(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	got := listing.Facts([]listing.Value{
		{"environment", "prod", at(1), at(9)}, {"environment", "dev", at(2), at(3)},
		{"release", "1.1", at(5), at(9)}, {"release", "0.9", at(6), at(8)}, {"release", "1.0", at(4), at(5)},
	})
	if got, want := fmt.Sprint(got), "{1.0 1.1 [dev prod] [0.9 1.0 1.1] [] 0}"; got != want {
		t.Errorf("the facts are %s, want %s", got, want)
	}
	var many []listing.Value
	for n := range 150 {
		many = append(many, listing.Value{Key: "release", Value: fmt.Sprint(n), FirstSeen: at(200 - n)})
	}
	if got := listing.Facts(many); len(got.Releases) != 100 || got.FirstRelease != "149" {
		t.Errorf("of many releases %d are named, and the first is %s", len(got.Releases), got.FirstRelease)
	}
}
