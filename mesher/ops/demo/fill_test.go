package demo_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ops/demo"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// A filled project has something to show: issues in every status, some that came
// back, several languages, and counts that add up.
func TestFill(t *testing.T) {
	ctx := t.Context()
	store, err := sqlstore.Open(ctx, filepath.Join(t.TempDir(), "mesher.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	project, _, err := store.Bootstrap(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ada := mesher.Account{ID: uuid.New(), Email: "ada@example.com", Name: "Ada", CreatedAt: time.Now()}
	if err := store.CreateAccount(ctx, ada, "hash"); err != nil {
		t.Fatal(err)
	}
	const events = 3000
	told := 0
	filled, err := demo.Plan{Seed: 1, Events: events}.Fill(ctx, store, project.ID, ada.ID, func(done int) { told = done })
	if err != nil || filled.Events != events || told != events {
		t.Fatalf("it stored %+v and told of %d: %v", filled, told, err)
	}

	issues, err := store.ListIssues(ctx, project.ID, mesher.IssueQuery{PageRequest: mesher.PageRequest{Limit: mesher.MaxPage}})
	if err != nil {
		t.Fatal(err)
	}
	states, counted, assigned := make(map[mesher.Status]int), int64(0), 0
	for _, i := range issues.Items {
		states[i.Status]++
		counted += i.EventCount
		if i.Regressed {
			states["regressed"]++
		}
		if i.AssignedTo == ada.ID {
			assigned++
		}
	}
	if counted != events || len(issues.Items) != filled.Issues {
		t.Errorf("%d issues count %d events; it says %+v", len(issues.Items), counted, filled)
	}
	for _, status := range []mesher.Status{mesher.Unresolved, mesher.Resolved, mesher.Archived, "regressed"} {
		if states[status] == 0 {
			t.Errorf("no issue is %s: %v", status, states)
		}
	}
	if assigned == 0 {
		t.Error("nobody works on anything")
	}
	outcomes, err := store.Outcomes(ctx, project.ID, time.Now().AddDate(0, 0, -29), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	stored := int64(0)
	for _, o := range outcomes {
		stored += o.Events
	}
	if stored != events {
		t.Errorf("the ledger has %d events", stored)
	}
}

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
	plan := demo.Plan{Events: 100, Days: 7}
	filled, err := plan.Fill(ctx, store, project.ID, uuid.Nil, func(int) {})
	fmt.Println(filled.Events, err)
	// Output: 100 <nil>
}
