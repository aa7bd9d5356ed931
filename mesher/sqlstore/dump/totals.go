package dump

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// Totals are what two databases must have in common, by table.
type Totals map[string]Total

// A Total is how many rows a table has, and the sum of its whole numbers, counts
// of events and users among them.
type Total struct {
	Rows int64            `json:"rows"`
	Sums map[string]int64 `json:"sums,omitempty"`
}

// add counts a row.
func (t Totals) add(table Table, r Row) {
	total, ok := t[table.Name]
	if !ok {
		total.Sums = make(map[string]int64)
	}
	total.Rows++
	for i, c := range table.Columns {
		if n, ok := r[i].(int64); ok {
			total.Sums[c.Name] += n
		}
	}
	t[table.Name] = total
}

// count asks a database for the total of a table.
func count(tx plain.Tx, db Database, table Table) (total Total, err error) {
	var names, sums []string
	for _, c := range table.Columns {
		if c.Kind == Int {
			names = append(names, c.Name)
			sums = append(sums, "CAST(coalesce(sum("+c.Name+"), 0) AS BIGINT)")
		}
	}
	rows, err := tx.Query(`SELECT ` + strings.Join(append([]string{"count(*)"}, sums...), ", ") + ` FROM ` + db.From(table.Name))
	if err != nil {
		return total, err
	}
	defer rows.Close()
	values := make([]int64, len(sums))
	into := []any{&total.Rows}
	for i := range values {
		into = append(into, &values[i])
	}
	if rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return total, err
		}
	}
	if total.Rows > 0 {
		total.Sums = make(map[string]int64)
		for i, name := range names {
			total.Sums[name] = values[i]
		}
	}
	return total, rows.Err()
}

// differences lists how a stored database differs from the dump.
func (t Totals) differences(stored Totals) (found []string) {
	for _, table := range Tables() {
		want, got := t[table.Name], stored[table.Name]
		if want.Rows != got.Rows {
			found = append(found, fmt.Sprintf("%s has %d rows instead of %d", table.Name, got.Rows, want.Rows))
		}
		for _, column := range slices.Sorted(maps.Keys(want.Sums)) {
			if want.Sums[column] != got.Sums[column] {
				found = append(found, fmt.Sprintf("%s of %s add up to %d instead of %d", column, table.Name, got.Sums[column], want.Sums[column]))
			}
		}
	}
	return found
}
