package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// Dumped returns the database for reading it completely, or filling it.
func (s *Store) Dumped() dump.Database { return dumped{plainly{s}} }

type dumped struct{ plainly }

const (
	hasTable = `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1`

	counters = `(SELECT name, seq AS last FROM sqlite_sequence WHERE name IN ('projects', 'outbox')) AS counters`

	forgetCounter = `DELETE FROM sqlite_sequence WHERE name = ?`
	insertCounter = `INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)`
)

// Snapshot implements [dump.Database]. Writers continue, and their log grows
// meanwhile.
func (d dumped) Snapshot(ctx context.Context, do func(plain.Tx) error) error {
	tx, err := d.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return do(statements{ctx, tx})
}

// HasTable implements [dump.Database].
func (d dumped) HasTable(tx plain.Tx, name string) (bool, error) {
	rows, err := tx.Query(hasTable, name)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return false, err
		}
	}
	return n > 0, rows.Err()
}

// From implements [dump.Database].
func (d dumped) From(table string) string {
	if table == dump.Counters {
		return counters
	}
	return table
}

// EventRows implements [dump.Database]. The newest row has the greatest place.
func (d dumped) EventRows(plain.Tx) ([]string, error) {
	return []string{`FROM events ORDER BY place`}, nil
}

// Load implements [dump.Database].
func (d dumped) Load(ctx context.Context, t dump.Table, rows []dump.Row, also func(plain.Tx) error) error {
	return d.transact(ctx, func(tx *sql.Tx) error {
		var err error
		switch t.Name {
		case dump.Events:
			err = d.loadEvents(tx, rows)
		case dump.Counters:
			err = loadCounters(tx, rows)
		default:
			err = loadRows(tx, t, rows)
		}
		if err != nil {
			return err
		}
		return also(statements{context.WithoutCancel(ctx), tx})
	})
}

func loadRows(tx *sql.Tx, t dump.Table, rows []dump.Row) error {
	places := strings.TrimSuffix(strings.Repeat("?, ", len(t.Columns)), ", ")
	insert, err := tx.Prepare(`INSERT INTO ` + t.Name + ` (` + strings.Join(t.Names(), ", ") + `) VALUES (` + places + `)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, row := range rows {
		if _, err := insert.Exec(stored(row)...); err != nil {
			return err
		}
	}
	return nil
}

func loadCounters(tx *sql.Tx, rows []dump.Row) error {
	for _, row := range rows {
		if _, err := tx.Exec(forgetCounter, row[0]); err != nil {
			return err
		}
		if _, err := tx.Exec(insertCounter, row...); err != nil {
			return err
		}
	}
	return nil
}

// loadEvents stores the columns by which an event is found, too: its tags are
// only in the payload.
func (d dumped) loadEvents(tx *sql.Tx, rows []dump.Row) error {
	insert, insertTerms := tx.Stmt(d.write.insertEvent), tx.Stmt(d.write.insertTerms)
	for _, row := range rows {
		e := dump.EventOf(row)
		whole, err := d.payload.Decode(e.Payload)
		if err != nil {
			return fmt.Errorf("event %s: %w", e.ID, err)
		}
		result, err := insert.Exec(mesher.DayOf(e.ReceivedAt), e.Project, e.ID[:], e.Issue[:], e.Hash, micros(e.ReceivedAt),
			e.Level, whole.Environment, whole.Release, e.Message, e.Words, e.User, e.Payload)
		if err != nil {
			return fmt.Errorf("event %s: %w", e.ID, err)
		}
		place, err := result.LastInsertId()
		if err != nil {
			return err
		}
		if _, err := insertTerms.Exec(place, termsOf(whole, e.Words)); err != nil {
			return err
		}
	}
	return nil
}
