package tally_test

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// Two users meet one error three times: its issue changes once.
func Example() {
	noon := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	var t tally.Tally
	for i, user := range []string{"ann", "bob", "ann"} {
		t.Add(uuid.UUID{1}, mesher.Record{Event: &mesher.Event{
			ReceivedAt: noon.Add(time.Duration(i) * 40 * time.Minute), User: &mesher.User{ID: user},
		}})
	}
	for _, issue := range t.Issues() {
		fmt.Println(issue.Events, "events of", len(issue.Users), "users, last at", issue.Last.Format(time.Kitchen))
	}
	hours := 0
	for range t.IssueHours() {
		hours++
	}
	fmt.Println("in", hours, "different hours")
	// Output:
	// 3 events of 2 users, last at 1:20PM
	// in 2 different hours
}
