package sqlstore_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// A database is behind until it is opened, and looking does not change that.
func TestSchema(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "mesher.db")
		if _, err := sqlstore.Schema(t.Context(), path); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("looking made a file")
		}
		testSchema(t, "sqlite", path)
	})
	t.Run("server", func(t *testing.T) { testSchema(t, "pgx", pgtest.Shared(t).NewDatabase(t)) })
}

func testSchema(t *testing.T, driver, database string) {
	for range 2 {
		s, err := sqlstore.Schema(t.Context(), database)
		if err != nil || s.Version != 0 || len(s.Pending) == 0 || s.Newer() {
			t.Fatalf("before it is opened: %+v, %v", s, err)
		}
	}
	store, err := sqlstore.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s, err := sqlstore.Schema(t.Context(), database)
	if err != nil || s.Version == 0 || s.Version != s.Latest || len(s.Pending) > 0 {
		t.Errorf("after it was opened: %+v, %v", s, err)
	}
	testNewerSchema(t, driver, database, s.Latest)
}

// Steps of a newer program do not matter to this one, except those only for
// programs that know them.
func testNewerSchema(t *testing.T, driver, database string, latest int64) {
	db, err := sql.Open(driver, database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i, c := range []struct {
		since  int64 // 0: the step does not say
		usable bool
	}{{latest, true}, {latest - 1, true}, {latest + 1, false}, {latest, false}, {0, false}} {
		step := latest + 1 + int64(i)
		change := fmt.Sprintf(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, true);`, step)
		if c.since > 0 {
			change += fmt.Sprintf(`INSERT INTO compatible_steps (step, since) VALUES (%d, %d);`, step, c.since)
		}
		if _, err := db.ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		s, err := sqlstore.Schema(t.Context(), database)
		if err != nil || s.Version != step || !s.Newer() || (s.Usable() == nil) != c.usable {
			t.Errorf("step %d, since %d: %+v, %v", step, c.since, s, err)
		}
		store, err := sqlstore.Open(t.Context(), database)
		if err == nil {
			store.Close()
		}
		if c.usable && err != nil || !c.usable && (err == nil || !strings.Contains(err.Error(), "a newer program made it")) {
			t.Errorf("step %d, since %d: opened with %v", step, c.since, err)
		}
	}
}
