package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

const (
	insertEvent = `
INSERT INTO events (day, project_id, event_id, issue_id, hash, received_at, level, environment, release, message, words, user_key, payload)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

	insertTerms = `INSERT INTO event_terms (rowid, terms) VALUES (?, ?)`

	findEvent = `SELECT issue_id FROM events WHERE day = ? AND project_id = ? AND event_id = ?`
)

// WriteEvents implements [mesher.EventWriter].
func (s *Store) WriteEvents(ctx context.Context, records []mesher.Record) ([]mesher.Receipt, error) {
	if len(records) == 0 {
		return nil, nil
	}
	// Packing takes as long as storing: done before taking the turn, it overlaps
	// with the storing of another batch.
	entries, err := s.pack(records)
	if err != nil {
		return nil, s.fail("write events", err)
	}
	receipts := make([]mesher.Receipt, len(records))
	err = s.turn(ctx, func(conn *sql.Conn) error {
		var b *batch
		err := commit(ctx, conn, func(tx *sql.Tx) error {
			known, err := s.recall(tx)
			if err != nil {
				return err
			}
			b = newBatch(tx, &s.write, known)
			b.receipts = receipts
			return b.write(ctx, entries)
		})
		if err == nil {
			s.known = b.destinations.known
			s.known.counted(&b.tally)
		}
		return err
	})
	if err != nil {
		return nil, s.fail("write events", err)
	}
	return receipts, nil
}

// A batch is the transaction of one WriteEvents. It stores event after event and
// then, in count, adds them to their issues.
type batch struct {
	tx                        *sql.Tx
	statements                *writeStatements
	insert, insertTerms, find *sql.Stmt
	destinations              *destinations
	tally                     tally.Tally
	receipts                  []mesher.Receipt
}

func newBatch(tx *sql.Tx, w *writeStatements, k *known) *batch {
	return &batch{
		tx:           tx,
		statements:   w,
		insert:       tx.Stmt(w.insertEvent),
		insertTerms:  tx.Stmt(w.insertTerms),
		find:         tx.Stmt(w.findEvent),
		destinations: newDestinations(tx, w, k),
	}
}

func (b *batch) write(ctx context.Context, entries []entry) error {
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		receipt, err := b.store(e)
		if err != nil {
			return fmt.Errorf("event %s: %w", e.Event.ID, err)
		}
		b.receipts[i] = receipt
	}
	return b.count()
}

func (b *batch) store(r entry) (mesher.Receipt, error) {
	e := r.Event
	receipt := mesher.Receipt{EventID: e.ID}
	var err error
	if r.Grouping.Hash, err = b.destinations.lookBack(r.Record); err != nil {
		return receipt, err
	}
	to, err := b.destinations.of(r.Record)
	if err != nil {
		return receipt, err
	}
	receipt.IssueID = to.id
	if to.discard { // also if it repeats an event stored before that
		receipt.Outcome = mesher.Dropped
		return receipt, nil
	}
	if r.Optional && to.exists {
		receipt.Outcome = mesher.Sampled
		return receipt, nil
	}
	if day, ok := mesher.RepeatDay(e.ReceivedAt); ok {
		if issue, found, err := b.stored(e, day); found || err != nil {
			receipt.IssueID, receipt.Outcome = issue, mesher.Duplicate
			return receipt, err
		}
	}
	inserted, err := b.add(r, to)
	if err != nil {
		return receipt, err
	}
	if !inserted {
		// The stored one may differ, and belong to another issue.
		receipt.Outcome = mesher.Duplicate
		receipt.IssueID, _, err = b.stored(e, mesher.DayOf(e.ReceivedAt))
		return receipt, err
	}
	nth := b.tally.Add(to.id, r.Record).Events
	receipt.Outcome, receipt.NewIssue = mesher.Stored, nth == 1 && !to.exists
	receipt.Place = to.events + nth
	return receipt, b.destinations.record(to, r.Record)
}

// add stores an event and its search terms, unless it is stored already.
func (b *batch) add(r entry, to *destination) (inserted bool, err error) {
	e := r.Event
	result, err := b.insert.Exec(mesher.DayOf(e.ReceivedAt), int64(e.ProjectID), e.ID[:], to.id[:], r.Grouping.Hash[:],
		micros(e.ReceivedAt), e.Level.String(), e.Environment, e.Release, e.Message, r.words, r.user, r.payload)
	if err != nil {
		return false, err
	}
	if n, err := result.RowsAffected(); n == 0 || err != nil {
		return false, err
	}
	place, err := result.LastInsertId()
	if err != nil {
		return false, err
	}
	_, err = b.insertTerms.Exec(place, r.terms)
	return err == nil, err
}

// stored finds the issue under which e is stored on a day.
func (b *batch) stored(e *mesher.Event, day mesher.Day) (issue uuid.UUID, found bool, err error) {
	err = b.find.QueryRow(day, int64(e.ProjectID), e.ID[:]).Scan(&issue)
	if errors.Is(err, sql.ErrNoRows) {
		return issue, false, nil
	}
	return issue, err == nil, err
}
