package sqlstore_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// Store an event twice, like a client that got no answer, and list the issue it
// opened.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "mesher")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	store, err := sqlstore.Open(ctx, filepath.Join(folder, "mesher.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	project, _, err := store.Bootstrap(ctx)
	if err != nil {
		log.Fatal(err)
	}

	event := mesher.Record{
		Event: &mesher.Event{
			ID:         uuid.New(),
			ProjectID:  project.ID,
			ReceivedAt: time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC),
			Message:    "the shop is closed",
		},
		Grouping: mesher.Grouping{Hash: sha256.Sum256([]byte("closed")), Title: "the shop is closed"},
	}
	receipts, err := store.WriteEvents(ctx, []mesher.Record{event, event})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range receipts {
		fmt.Println(r.Outcome, r.NewIssue)
	}

	page, err := store.ListIssues(ctx, project.ID, mesher.IssueQuery{})
	if err != nil {
		log.Fatal(err)
	}
	for _, issue := range page.Items {
		fmt.Println(issue.ShortID(project.Slug), issue.Title, issue.EventCount)
	}
	// Output:
	// stored true
	// duplicate false
	// DEFAULT-1 the shop is closed 1
}
