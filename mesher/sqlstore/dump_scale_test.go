package sqlstore_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// As many events as MESH_EVENTS says go from SQLite to PostgreSQL, and the import
// is interrupted again and again:
//
//	MESH_EVENTS=1000000 go test ./mesher/sqlstore -run DumpOfMany -v -timeout 0
//
// MESH_SEEDED is the path of a file that outlives the test: if there is no file
// it is made, otherwise nothing is seeded.
func TestDumpOfMany(t *testing.T) {
	events, err := strconv.Atoi(os.Getenv("MESH_EVENTS"))
	if err != nil {
		t.Skip("SKIPPED: MESH_EVENTS does not say how many")
	}
	from := os.Getenv("MESH_SEEDED")
	if from == "" {
		from = filepath.Join(t.TempDir(), "mesher.db")
	}
	if _, err := os.Stat(from); err != nil {
		seedFile(t, from, events)
	}
	to := pgtest.Start(t).NewDatabase(t)
	begin := time.Now()
	for life := 60; ; life *= 2 {
		start := time.Now()
		source, target, closing := openBoth(t, from, to)
		var last dump.Progress
		err := dump.Export(t.Context(), source, &mortal{dump.NewImporter(target, func(p dump.Progress) { last = p }), life})
		closing()
		t.Logf("%v: %d events, %d of %d rows: %v", time.Since(start).Round(time.Second), last.Events, last.Rows, last.All, err)
		if err == nil {
			took := time.Since(begin)
			t.Logf("%d events in %v, %.0f a second", last.Events, took.Round(time.Second), float64(last.Events)/took.Seconds())
			break
		}
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
	}
	same(t, contents(t, from), contents(t, to))
}

func seedFile(t *testing.T, path string, events int) {
	start := time.Now()
	store, err := sqlstore.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	projects := storetest.SeedProjects(t, store)
	for _, day := range storetest.SeedDays(events, time.Now()) {
		if err := day.Write(t.Context(), store, projects); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d events were seeded in %v", events, time.Since(start).Round(time.Second))
}
