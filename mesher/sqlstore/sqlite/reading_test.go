package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// BenchmarkReading measures every query of pages, on ten thousand events that
// came in ninety days, or on as many as MESH_EVENTS says:
//
//	MESH_EVENTS=1000000 go test -run '^$' -bench Reading -benchtime 200x -timeout 0
//
// MESH_SEEDED is a folder for a database that outlives the benchmark: if empty it
// is filled, otherwise measured as it is.
func BenchmarkReading(b *testing.B) {
	events := 10_000
	if n, err := strconv.Atoi(os.Getenv("MESH_EVENTS")); err == nil {
		events = n
	}
	folder := os.Getenv("MESH_SEEDED")
	if folder == "" {
		folder = b.TempDir()
	}
	path := filepath.Join(folder, "mesher.db")
	store := open(b, path)
	projects, err := store.Projects(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if len(projects) == 0 {
		seed(b, store, events)
	}
	issues, err := store.ListIssues(b.Context(), 1, mesher.IssueQuery{})
	if err != nil || len(issues.Items) == 0 {
		b.Fatal("nothing was seeded: ", err)
	}
	file, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
		b.Logf("the file takes %d MB", file.Size()>>20)
		storetest.Reading(b, store, issues.Items[0].LastSeen)
	})
}

func seed(b *testing.B, store *sqlite.Store, events int) {
	projects := storetest.SeedProjects(b, store)
	for _, d := range storetest.SeedDays(events, time.Now().UTC().Truncate(time.Microsecond)) {
		if err := d.Write(b.Context(), store, projects); err != nil {
			b.Fatal(err)
		}
	}
	storetest.SeedResolved(b, store, projects)
}
