package sqlstore_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// leftBehind is what no dump contains, and why.
var leftBehind = []string{
	"sessions",                                                          // users sign in again
	"leases",                                                            // leases are taken anew
	"outcome_writers",                                                   // of programs that ran there
	"goose_db_version", "schema_turn", "sqlite_sequence", "sqlite_stat", // the engines' own
	"compatible_steps", // of these tables

	"issues.regressed_in",                                                                              // a transaction of this server
	"events.day", "events.place", "events.tags", "events.environment", "events.release", "event_terms", // derived from the rest
}

// A new column has to be entered here, or in the dump's tables.
func TestDumpHasEveryColumn(t *testing.T) {
	known := slices.Clone(leftBehind)
	for _, table := range dump.Tables() {
		for _, column := range table.Names() {
			known = append(known, table.Name+"."+column)
		}
	}
	check := func(t *testing.T, columns []string) {
		for _, column := range columns {
			table, _, _ := strings.Cut(column, ".")
			mine := func(name string) bool {
				return name == column || strings.HasPrefix(table, name) && !strings.Contains(name, ".")
			}
			if !slices.ContainsFunc(known, mine) && !strings.HasPrefix(table, "events_") {
				t.Errorf("%s is neither dumped nor left behind for a reason", column)
			}
		}
		if len(columns) < len(dump.Tables()) {
			t.Errorf("there are only %d columns", len(columns))
		}
	}
	t.Run("SQLite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "mesher.db")
		openAndClose(t, path)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		rows, err := db.QueryContext(t.Context(), `
SELECT s.name || '.' || c.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c WHERE s.type = 'table'`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var columns []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			columns = append(columns, name)
		}
		check(t, columns)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := pgtest.Shared(t).NewDatabase(t)
		openAndClose(t, url)
		db, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close(t.Context())
		rows, err := db.Query(t.Context(), `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		check(t, columns)
	})
}

func openAndClose(t *testing.T, database string) {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}
