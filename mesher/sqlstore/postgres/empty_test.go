package postgres_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// A deleted project leaves nothing in any table, including tables added after
// this test was written.
func TestADeletedProjectLeavesNothing(t *testing.T) {
	url := pgtest.Shared(t).NewDatabase(t)
	storetest.Empty(t, open(t, url))
	conn := connect(t, url)
	rows, err := conn.Query(t.Context(), `SELECT table_name, column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND column_name = ANY($1)`, storetest.OfProjects)
	if err != nil {
		t.Fatal(err)
	}
	type column struct{ Table, Name string }
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	if err != nil || len(columns) < 20 {
		t.Fatalf("%d tables to look at: %v", len(columns), err)
	}
	for _, c := range columns {
		checkNothing(t, conn, fmt.Sprintf(`SELECT * FROM %s WHERE %s IS NOT NULL`, c.Table, c.Name))
	}
}
