package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// Dumped returns the database for reading it completely, or filling it.
func (s *Store) Dumped() dump.Database { return dumped{plainly{s}} }

type dumped struct{ plainly }

const (
	hasTable = `SELECT to_regclass($1) IS NOT NULL`

	// A sequence says 1 before it has given out any number.
	counters = `(SELECT * FROM (
    SELECT 'outbox' AS name, CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM outbox_id_seq
    UNION ALL SELECT 'projects', CASE WHEN is_called THEN last_value ELSE 0 END FROM projects_id_seq
) AS sequences WHERE last > 0) AS counters`

	// A crash may lose the last parts together with the mark that they were there:
	// the import then resumes before them. The end waits for the disk, and so for
	// all parts.
	relaxed = `SET LOCAL synchronous_commit = off`

	setCounter = `SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`
)

// Snapshot implements [dump.Database].
func (d dumped) Snapshot(ctx context.Context, do func(plain.Tx) error) error {
	still := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return d.with(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginTxFunc(ctx, c, still, func(tx pgx.Tx) error { return do(statements{ctx, tx}) })
	})
}

// HasTable implements [dump.Database].
func (d dumped) HasTable(tx plain.Tx, name string) (has bool, err error) {
	rows, err := tx.Query(hasTable, name)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&has); err != nil {
			return false, err
		}
	}
	return has, rows.Err()
}

// From implements [dump.Database].
func (d dumped) From(table string) string {
	if table == dump.Counters {
		return counters
	}
	return table
}

// EventRows implements [dump.Database]: it sorts one day at a time.
func (d dumped) EventRows(tx plain.Tx) (ends []string, err error) {
	rows, err := tx.Query(listPartitions)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		ends = append(ends, `FROM `+name+` ORDER BY received_at, project_id, event_id`)
	}
	return ends, rows.Err()
}

// Load implements [dump.Database].
func (d dumped) Load(ctx context.Context, t dump.Table, rows []dump.Row, also func(plain.Tx) error) error {
	return d.with(ctx, func(c *pgxpool.Conn) error {
		if t.Name == dump.Events {
			if err := makePartitions(ctx, c, daysOf(rows)); err != nil {
				return err
			}
		}
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, relaxed); err != nil {
				return err
			}
			var err error
			switch t.Name {
			case dump.Events:
				err = d.loadEvents(ctx, tx, rows)
			case dump.Counters:
				err = loadCounters(ctx, tx, rows)
			default:
				err = loadRows(ctx, tx, t.Name, t.Names(), rows)
			}
			if err != nil {
				return err
			}
			return also(statements{ctx, tx})
		})
	})
}

func loadRows(ctx context.Context, tx pgx.Tx, table string, columns []string, rows []dump.Row) error {
	for _, row := range rows {
		for i, value := range row {
			if id, ok := value.(uuid.UUID); ok {
				row[i] = pgUUID(id)
			}
		}
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return rows[i], nil }))
	return err
}

// loadCounters is not undone with its transaction, and may harmlessly be
// repeated.
func loadCounters(ctx context.Context, tx pgx.Tx, rows []dump.Row) error {
	for _, row := range rows {
		if _, err := tx.Exec(ctx, setCounter, row...); err != nil {
			return err
		}
	}
	return nil
}

// loadEvents stores the columns by which an event is filtered, too: its tags are
// only in the payload.
func (d dumped) loadEvents(ctx context.Context, tx pgx.Tx, rows []dump.Row) error {
	whole := make([]dump.Row, len(rows))
	for i, row := range rows {
		e := dump.EventOf(row)
		decoded, err := d.payload.Decode(e.Payload)
		if err != nil {
			return fmt.Errorf("event %s: %w", e.ID, err)
		}
		tags, err := json.Marshal(decoded.SearchedTags())
		if err != nil {
			return err
		}
		whole[i] = dump.Row{mesher.DayOf(e.ReceivedAt).Start(), e.Project, e.ID, e.Issue, e.Hash, e.ReceivedAt, e.Level, e.Message, e.Words,
			tags, e.User, e.Payload}
	}
	return loadRows(ctx, tx, dump.Events, eventColumns, whole)
}

func daysOf(rows []dump.Row) (days []mesher.Day) {
	for _, row := range rows {
		if day := mesher.DayOf(dump.EventOf(row).ReceivedAt); !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days
}
