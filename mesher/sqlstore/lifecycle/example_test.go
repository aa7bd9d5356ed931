package lifecycle_test

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

// Two issues turn out to be one: they are merged, and later events of either
// belong to the remaining one.
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
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	write := func(title string) uuid.UUID {
		receipts, err := store.WriteEvents(ctx, []mesher.Record{{
			Event:    &mesher.Event{ID: uuid.New(), ProjectID: project.ID, ReceivedAt: now, Message: title},
			Grouping: mesher.Grouping{Hash: sha256.Sum256([]byte(title)), Title: title},
		}})
		if err != nil {
			log.Fatal(err)
		}
		return receipts[0].IssueID
	}

	from, into := write("no answer from db-1"), write("no answer from db-2")
	if err := store.MergeIssue(ctx, project.ID, from, into, mesher.Act{At: now}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("later events go there:", write("no answer from db-1") == into)
	issue, err := store.Issue(ctx, from)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(issue.Title, issue.EventCount)
	// Output:
	// later events go there: true
	// no answer from db-2 3
}
