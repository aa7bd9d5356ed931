package sqlite

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/lifecycle"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// lifetimes implements what [lifecycle] needs from this engine.
type lifetimes struct{ plainly }

var _ lifecycle.Engine = lifetimes{}

const (
	chosenOfIssue   = ` WHERE place IN (SELECT place FROM events WHERE issue_id = $1 AND ($2 IS NULL OR hash = $2) LIMIT $3)`
	chosenOfProject = ` WHERE place IN (SELECT place FROM events WHERE day < $2 AND project_id = $1 LIMIT $3)`
	returningChosen = ` RETURNING place, issue_id, payload`

	deleteTerms = `DELETE FROM event_terms WHERE rowid = $1`

	newestOfHash = `SELECT payload FROM events WHERE issue_id = $1 AND hash = $2 ORDER BY received_at DESC, place DESC LIMIT 1`
)

// Change implements [lifecycle.Engine]: there is one writer.
func (s lifetimes) Change(ctx context.Context, do func(plain.Tx) error) error {
	return s.Transact(ctx, func(tx plain.Tx) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return do(tx)
	})
}

// Lock implements [lifecycle.Engine]: the writer has the whole database to
// itself.
func (s lifetimes) Lock() string { return "" }

// Skip implements [lifecycle.Engine].
func (s lifetimes) Skip() string { return "" }

// Take implements [lifecycle.Engine].
func (s lifetimes) Take(tx plain.Tx, c lifecycle.Choice, into uuid.UUID, limit int) ([]lifecycle.Taken, error) {
	switch {
	case c.Issue == uuid.Nil:
		return s.delete(tx, `DELETE FROM events`+chosenOfProject+returningChosen, int64(c.Project), int64(c.Before), limit)
	case into == uuid.Nil:
		return s.delete(tx, `DELETE FROM events`+chosenOfIssue+returningChosen, c.Issue, c.Hash, limit)
	}
	taken, _, err := s.taken(tx, `UPDATE events SET issue_id = $4`+chosenOfIssue+returningChosen, c.Issue, c.Hash, limit, into)
	return taken, err
}

func (s lifetimes) delete(tx plain.Tx, statement string, args ...any) ([]lifecycle.Taken, error) {
	taken, places, err := s.taken(tx, statement, args...)
	if err != nil {
		return nil, err
	}
	for _, place := range places {
		if _, err := tx.Exec(deleteTerms, place); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

func (s lifetimes) taken(tx plain.Tx, statement string, args ...any) (taken []lifecycle.Taken, places []int64, err error) {
	rows, err := tx.Query(statement, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			place   int64
			t       lifecycle.Taken
			payload []byte
		)
		if err := rows.Scan(&place, &t.Issue, &payload); err != nil {
			return nil, nil, err
		}
		if t.Event, err = s.payload.Decode(payload); err != nil {
			return nil, nil, err
		}
		taken, places = append(taken, t), append(places, place)
	}
	return taken, places, rows.Err()
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
	var payload []byte
	if err := rows.Scan(&payload); err != nil {
		return nil, err
	}
	return s.payload.Decode(payload)
}

// DropDays implements [lifecycle.Engine]: one table holds the events of every
// day, and they are deleted one by one.
func (s lifetimes) DropDays(context.Context, mesher.Day) (int, error) { return 0, nil }
