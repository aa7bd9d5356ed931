package lifecycle

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

const (
	findMove = `SELECT project_id, from_id, hash, into_id FROM moves WHERE id = $1`
	allMoves = `SELECT id FROM moves ORDER BY id`
	dropMove = `DELETE FROM moves WHERE id = $1`
)

// A move describes events that are on their way.
type move struct {
	project    mesher.ProjectID
	from, into uuid.UUID // into is Nil: they are deleted; from too: with their project
	hash       []byte    // nil: all, and the rest of their issue went ahead
}

// FinishMoves implements [mesher.Lifecycle].
func (s Ports) FinishMoves(ctx context.Context) error { return s.finishAll(ctx, allMoves) }

// settle waits until no moves of issues are under way, and helps to finish them.
func (s Ports) settle(ctx context.Context, issues ...uuid.UUID) error {
	for _, id := range issues {
		if err := s.finishAll(ctx, pendingMove, id); err != nil {
			return err
		}
	}
	return nil
}

func (s Ports) finishAll(ctx context.Context, query string, args ...any) error {
	var moves []uuid.UUID
	err := s.on.Read(ctx, func(tx plain.Tx) (err error) {
		moves, err = plain.All(tx, plain.ScanOne[uuid.UUID], query, args...)
		return err
	})
	if err != nil {
		return s.on.Fail("find moves", err)
	}
	for _, id := range moves {
		if err := s.finish(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// finish takes steps until all events of a move have arrived.
func (s Ports) finish(ctx context.Context, id uuid.UUID) error {
	for done := false; !done; {
		err := s.change(ctx, "move events", func(tx plain.Tx) (err error) {
			done, err = s.step(tx, id)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// step moves some events and all their counts. If several callers work on one
// move, their steps follow one another.
func (s Ports) step(tx plain.Tx, id uuid.UUID) (done bool, err error) {
	m, err := plain.One(tx, scanMove, findMove+s.on.Lock(), id)
	if errors.Is(err, plain.ErrNone) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if m.from == uuid.Nil {
		return s.stepOut(tx, m.project)
	}
	if m.hash != nil {
		if _, _, err := s.lockEnds(tx, m); err != nil {
			return false, err
		}
	}
	taken, err := s.on.Take(tx, Choice{Issue: m.from, Hash: m.hash}, m.into, stepSize)
	if err != nil {
		return false, err
	}
	if err := s.recount(tx, m, taken); err != nil {
		return false, err
	}
	if len(taken) == stepSize {
		return false, nil
	}
	if m.hash != nil {
		if err := partUsers(tx, m); err != nil {
			return false, err
		}
	}
	_, err = tx.Exec(dropMove, id)
	return true, err
}

// recount subtracts events from the counts of one issue and adds them to those of
// another, if there is another.
func (s Ports) recount(tx plain.Tx, m move, taken []Taken) error {
	var left, entered tally.Tally
	for _, t := range taken {
		left.Add(m.from, mesher.Record{Event: t.Event})
		if m.into != uuid.Nil {
			entered.Add(m.into, mesher.Record{Event: t.Event})
		}
	}
	if m.hash != nil {
		if err := part(tx, &left, &entered); err != nil {
			return err
		}
	}
	if m.into == uuid.Nil {
		return forget(tx, &left)
	}
	return errors.Join(addIssueHours(tx, &left, -1), addIssueHours(tx, &entered, 1))
}

func (s Ports) lockEnds(tx plain.Tx, m move) (a, b issue, err error) {
	first, second := m.from, m.into
	if second.String() < first.String() {
		first, second = second, first
	}
	if a, err = s.lock(tx, m.project, first); err == nil {
		b, err = s.lock(tx, m.project, second)
	}
	return a, b, err
}

func scanMove(r plain.Row) (m move, err error) {
	var into uuid.NullUUID
	err = r.Scan(&m.project, &m.from, &m.hash, &into)
	m.into = into.UUID
	return m, err
}
