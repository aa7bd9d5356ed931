package sqlite_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// A deleted project leaves nothing in any table, including tables added after
// this test was written.
func TestADeletedProjectLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesh.db")
	storetest.Empty(t, open(t, path))
	db := bareOpen(t, path)
	defer db.Close()
	rows, err := db.Query(fmt.Sprintf(`SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND c.name IN ('%s')`, strings.Join(storetest.OfProjects, "', '")))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	checked := []string{`SELECT * FROM event_terms`}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		checked = append(checked, fmt.Sprintf(`SELECT * FROM %s WHERE %s IS NOT NULL`, table, column))
	}
	if rows.Err() != nil || len(checked) < 20 {
		t.Fatalf("%d tables to look at: %v", len(checked), rows.Err())
	}
	checkNothing(t, path, checked...)
}
