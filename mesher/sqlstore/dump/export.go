package dump

import (
	"context"
	"strings"

	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// Export sends everything in a database at this moment to a sink. Others may keep
// changing the database; their changes are not in the dump.
func Export(ctx context.Context, db Database, to Sink) error {
	err := db.Snapshot(ctx, func(tx plain.Tx) error {
		h := Header{Version: Version, Tables: Tables()}
		for _, t := range h.Tables {
			n, err := size(tx, db, t)
			if err != nil {
				return err
			}
			h.Rows += n
		}
		if err := to.Begin(ctx, h); err != nil {
			return err
		}
		totals := make(Totals)
		for _, t := range h.Tables {
			if err := exportTable(ctx, tx, db, t, totals, to); err != nil {
				return err
			}
		}
		return to.End(ctx, totals)
	})
	return db.Fail("export", err)
}

func size(tx plain.Tx, db Database, t Table) (n int64, err error) {
	rows, err := tx.Query(`SELECT count(*) FROM ` + db.From(t.Name))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&n)
	}
	if err != nil {
		return 0, err
	}
	return n, rows.Err()
}

func exportTable(ctx context.Context, tx plain.Tx, db Database, t Table, totals Totals, to Sink) error {
	ends := []string{`FROM ` + db.From(t.Name) + ` ORDER BY ` + t.key}
	if t.Name == Events {
		var err error
		if ends, err = db.EventRows(tx); err != nil {
			return err
		}
	}
	p := packer{table: t}
	for _, end := range ends {
		if err := exportRows(ctx, tx, `SELECT `+t.selected()+` `+end, &p, totals, to); err != nil {
			return err
		}
	}
	if p.rows == 0 {
		return nil
	}
	return to.Take(ctx, p.take())
}

func exportRows(ctx context.Context, tx plain.Tx, query string, p *packer, totals Totals, to Sink) error {
	rows, err := tx.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	into := p.table.cells()
	var row Row
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row = into.row(row)
		totals.add(p.table, row)
		if p.add(row); !p.isFull() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := to.Take(ctx, p.take()); err != nil {
			return err
		}
	}
	return rows.Err()
}

// selected lists the columns for a query.
func (t Table) selected() string {
	var list []string
	for _, c := range t.Columns {
		if c.Kind == JSON {
			c.Name = "CAST(" + c.Name + " AS TEXT)" // as it was written
		}
		list = append(list, c.Name)
	}
	return strings.Join(list, ", ")
}
