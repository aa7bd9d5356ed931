package postgres

import (
	"context"
	"encoding/json"
	"math/rand/v2"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/lifecycle"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// lifetimes implements what [lifecycle] needs from this engine.
type lifetimes struct{ plainly }

var _ lifecycle.Engine = lifetimes{}

const (
	chosenOfIssue = ` (SELECT project_id, event_id, day FROM events WHERE issue_id = $1 AND ($2::bytea IS NULL OR hash = $2) LIMIT $3 FOR UPDATE) AS x`

	chosenOfProject = ` (SELECT project_id, event_id, day FROM events WHERE project_id = $1 AND day < $2 LIMIT $3 FOR UPDATE) AS x`

	thatChosen = `
WHERE e.project_id = x.project_id AND e.event_id = x.event_id AND e.day = x.day
RETURNING e.issue_id, e.project_id, e.received_at, e.level, e.tags`

	newestOfHash = `
SELECT event_id, project_id, received_at, payload FROM events
WHERE issue_id = $1 AND hash = $2 ORDER BY received_at DESC, event_id DESC LIMIT 1`
)

// Change implements [lifecycle.Engine]. Once it has waited for others' rows it
// sees what they committed, and it is run again after a deadlock.
func (s lifetimes) Change(ctx context.Context, do func(plain.Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := s.with(ctx, func(c *pgxpool.Conn) error {
			return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error { return do(statements{ctx, tx}) })
		})
		if !hasState(err, deadlockDetected) && !hasState(err, serializationFailed) {
			return err
		}
		if err := wait(ctx, rand.N(pause<<min(attempt, maxAttempts))); err != nil {
			return err
		}
	}
}

// Lock implements [lifecycle.Engine].
func (s lifetimes) Lock() string { return " FOR UPDATE" }

// Skip implements [lifecycle.Engine].
func (s lifetimes) Skip() string { return " FOR UPDATE SKIP LOCKED" }

// Take implements [lifecycle.Engine].
func (s lifetimes) Take(tx plain.Tx, c lifecycle.Choice, into uuid.UUID, limit int) ([]lifecycle.Taken, error) {
	var (
		rows plain.Rows
		err  error
	)
	switch {
	case c.Issue == uuid.Nil:
		rows, err = tx.Query(`DELETE FROM events AS e USING`+chosenOfProject+thatChosen, int64(c.Project), c.Before.Start(), limit)
	case into == uuid.Nil:
		rows, err = tx.Query(`DELETE FROM events AS e USING`+chosenOfIssue+thatChosen, c.Issue, c.Hash, limit)
	default:
		rows, err = tx.Query(`UPDATE events AS e SET issue_id = $4 FROM`+chosenOfIssue+thatChosen, c.Issue, c.Hash, limit, into)
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var taken []lifecycle.Taken
	for rows.Next() {
		t, err := scanTaken(rows)
		if err != nil {
			return nil, err
		}
		taken = append(taken, t)
	}
	return taken, rows.Err()
}

func scanTaken(r plain.Rows) (t lifecycle.Taken, err error) {
	var (
		e     mesher.Event
		level string
		tags  []byte
	)
	if err := r.Scan(&t.Issue, &e.ProjectID, &e.ReceivedAt, &level, &tags); err != nil {
		return t, err
	}
	if e.Level, err = mesher.ParseLevel(level); err != nil {
		return t, err
	}
	if err := json.Unmarshal(tags, &e.Tags); err != nil {
		return t, err
	}
	e.Environment, e.Release = e.Tags["environment"], e.Tags["release"]
	delete(e.Tags, "environment")
	delete(e.Tags, "release")
	t.Event = &e
	return t, nil
}

// Newest implements [lifecycle.Engine].
func (s lifetimes) Newest(tx plain.Tx, issue uuid.UUID, hash []byte) (*mesher.Event, error) {
	rows, err := tx.Query(newestOfHash, issue, hash)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	return s.readEvent(rows)
}
