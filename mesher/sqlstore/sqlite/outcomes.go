package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	forgetWriters = `DELETE FROM outcome_writers WHERE at < unixepoch() - 30 * 86400`

	addEntry = `
INSERT INTO outcome_writers (writer, entry) VALUES (?, ?)
ON CONFLICT DO UPDATE SET entry = excluded.entry, at = excluded.at WHERE entry < excluded.entry`

	addOutcome = `
INSERT INTO outcomes (project_id, hour, outcome, events) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET events = events + excluded.events`

	listOutcomes = `
SELECT project_id, hour, outcome, events FROM outcomes
WHERE project_id = ? AND hour >= ? AND hour < ? AND events > 0 ORDER BY hour, outcome`
)

// countOutcomes records in the ledger that the batch was stored.
func (b *batch) countOutcomes() error {
	add := b.tx.Stmt(b.statements.addOutcome)
	for _, c := range b.tally.Outcomes() {
		if _, err := add.Exec(int64(c.Project), micros(c.Hour), string(c.Outcome), c.Events); err != nil {
			return err
		}
	}
	return nil
}

// AddOutcomes implements [mesher.OutcomeLedger].
func (s *Store) AddOutcomes(ctx context.Context, entry mesher.LedgerEntry, counts []mesher.OutcomeCount) error {
	return s.fail("add outcomes", s.transact(ctx, func(tx *sql.Tx) error {
		if entry.Number == 1 { // a new writer removes those that ended long ago
			if _, err := tx.Exec(forgetWriters); err != nil {
				return err
			}
		}
		added, err := tx.Exec(addEntry, entry.Writer[:], entry.Number)
		if err != nil {
			return err
		}
		if n, err := added.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for _, c := range counts {
			if _, err := tx.Exec(addOutcome, int64(c.Project), micros(c.Hour), string(c.Outcome), c.Events); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Outcomes implements [mesher.OutcomeLedger].
func (s *Store) Outcomes(ctx context.Context, project mesher.ProjectID, since, until time.Time) ([]mesher.OutcomeCount, error) {
	rows, err := s.readers.QueryContext(ctx, listOutcomes, int64(project), micros(since), micros(until))
	if err != nil {
		return nil, s.fail("list outcomes", err)
	}
	defer rows.Close()
	var counts []mesher.OutcomeCount
	for rows.Next() {
		var (
			c    mesher.OutcomeCount
			hour int64
		)
		if err := rows.Scan(&c.Project, &hour, &c.Outcome, &c.Events); err != nil {
			return nil, s.fail("list outcomes", err)
		}
		c.Hour = fromMicros(hour)
		counts = append(counts, c)
	}
	return counts, s.fail("list outcomes", rows.Err())
}
