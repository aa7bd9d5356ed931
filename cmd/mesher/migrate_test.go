package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

func TestMigrate(t *testing.T) {
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	if out := ask(t, 1, "migrate", "--check"); !strings.Contains(out, "to be taken: 00001_") {
		t.Errorf("before, it says %s", out)
	}
	var before app.Schema
	read(t, &before, "migrate", "--json")
	if before.Version != 0 || before.Latest == 0 || len(before.Pending) == 0 {
		t.Errorf("it did %+v", before)
	}
	if out := ask(t, 0, "migrate", "--check"); strings.Contains(out, "taken") {
		t.Errorf("after, it says %s", out)
	}
	var again app.Schema
	read(t, &again, "migrate", "--json")
	if again.Version != before.Latest || len(again.Pending) > 0 {
		t.Errorf("again, it did %+v", again)
	}
}

// Beside a newer program there is nothing to do, while its tables suit this one
// too.
func TestMigrateBesideANewerProgram(t *testing.T) {
	pgtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		driver, address := "sqlite", fresh(t)
		if strings.HasPrefix(address, "postgres:") {
			driver = "pgx"
			t.Setenv("MESHER_DATABASE_URL", address)
		} else {
			t.Setenv("MESHER_DATA_DIR", filepath.Dir(address)) // where it is mesher.db
		}
		var before app.Schema
		read(t, &before, "migrate", "--json")
		db, err := sql.Open(driver, address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		step := before.Latest + 1
		change := func(statement string, args ...any) {
			t.Helper()
			if _, err := db.Exec(fmt.Sprintf(statement, args...)); err != nil {
				t.Fatal(err)
			}
		}
		change(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, true)`, step)
		change(`INSERT INTO compatible_steps (step, since) VALUES (%d, %d)`, step, before.Latest)
		for _, args := range [][]string{{"migrate", "--check"}, {"migrate"}} {
			if out := ask(t, 0, args...); !strings.Contains(out, "by a newer program; this one knows") {
				t.Errorf("%v says %s", args, out)
			}
		}
		var after app.Schema
		if read(t, &after, "migrate", "--check", "--json"); after.Version != step || !after.Newer || after.Refused != "" {
			t.Errorf("it says %+v", after)
		}

		change(`UPDATE compatible_steps SET since = step WHERE step = %d`, step)
		if out := ask(t, 1, "migrate", "--check"); strings.Contains(out, "goes on beside it") {
			t.Errorf("of what it can't use it says %s", out)
		}
		ask(t, 1, "migrate")
		if out := ask(t, 1, "migrate", "--check", "--json"); !strings.Contains(out, `"refused"`) {
			t.Errorf("of what it can't use it says %s", out)
		}
	})
}
