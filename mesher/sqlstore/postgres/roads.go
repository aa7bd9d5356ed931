package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
)

// A road stores a batch's rows, and then adds them to the counts, in one
// transaction.
type road func(context.Context, *pgxpool.Conn, *batch) error

// copyFrom is the number of rows from which COPY is worth its round trips.
const copyFrom = 100

const (
	insertEvents = `
INSERT INTO events (day, project_id, event_id, issue_id, hash, received_at, level, message, words, tags, user_key, payload)
SELECT * FROM unnest($1::date[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bytea[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::bytea[], $12::bytea[])`

	insertMissing = insertEvents + ` ON CONFLICT DO NOTHING RETURNING project_id, event_id, day`
)

// writeNew is the road for events that were not stored before; it fails with a
// unique violation if one was. A small batch goes in one round trip, the events
// and the counts as one implicit transaction.
func writeNew(ctx context.Context, c *pgxpool.Conn, b *batch) error {
	if len(b.rows) >= copyFrom {
		return transact(ctx, c, b, copyEvents)
	}
	var p pgx.Batch
	p.Queue(insertEvents, b.columns()...)
	b.settle(nil)
	if err := b.queueCounts(&p); err != nil {
		return err
	}
	return send(ctx, c, &p)
}

var eventColumns = []string{"day", "project_id", "event_id", "issue_id", "hash", "received_at", "level", "message", "words", "tags", "user_key", "payload"}

func copyEvents(ctx context.Context, c *pgxpool.Conn, b *batch) error {
	rows := pgx.CopyFromSlice(len(b.rows), func(i int) ([]any, error) {
		e := b.rows[i]
		return []any{e.day.Start(), int64(e.Event.ProjectID), pgUUID(e.Event.ID), pgUUID(e.issue), e.Grouping.Hash[:], e.Event.ReceivedAt,
			e.Event.Level.String(), e.Event.Message, e.words, e.tags, e.user, e.payload}, nil
	})
	_, err := c.CopyFrom(ctx, pgx.Identifier{"events"}, eventColumns, rows)
	b.settle(nil)
	return err
}

// writeMissing is the road for batches with events that were stored before.
func writeMissing(ctx context.Context, c *pgxpool.Conn, b *batch) error {
	return transact(ctx, c, b, insertWhatIsMissing)
}

func insertWhatIsMissing(ctx context.Context, c *pgxpool.Conn, b *batch) error {
	rows, err := c.Query(ctx, insertMissing, b.columns()...)
	if err != nil {
		return err
	}
	stored := make(map[eventKey]bool, len(b.rows))
	var key struct {
		project int64
		id      uuid.UUID
		day     time.Time
	}
	_, err = pgx.ForEachRow(rows, []any{&key.project, &key.id, &key.day}, func() error {
		stored[eventKey{mesher.ProjectID(key.project), key.id, mesher.DayOf(key.day)}] = true
		return nil
	})
	if err != nil {
		return err
	}
	var before []eventKey
	for _, e := range b.rows {
		if !stored[e.key()] {
			before = append(before, e.key())
		}
	}
	found, err := find(ctx, c, before)
	if err == nil && len(found) < len(before) { // deleted since it clashed: now it would be stored
		_, err = c.Exec(ctx, `SELECT stale_batch()`)
	}
	b.settle(found)
	return err
}

// transact stores events by the given means and counts them. From the counts on
// it continues even if ctx ends, as it holds the locks of busy rows.
func transact(ctx context.Context, c *pgxpool.Conn, b *batch, store road) error {
	if _, err := c.Exec(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED"); err != nil {
		return err
	}
	err := store(ctx, c, b)
	if err == nil {
		var p pgx.Batch
		if err = b.queueCounts(&p); err == nil {
			p.Queue("COMMIT")
			err = send(ctx, c, &p)
		}
	}
	if err != nil && !c.Conn().IsClosed() {
		ctx, cancel := settling(ctx)
		defer cancel()
		_, undone := c.Exec(ctx, "ROLLBACK")
		err = errors.Join(err, undone)
	}
	return err
}

func send(ctx context.Context, c *pgxpool.Conn, p *pgx.Batch) error {
	ctx, cancel := settling(ctx)
	defer cancel()
	return c.SendBatch(ctx, p).Close()
}

// columns returns the rows as an array for each column.
func (b *batch) columns() []any {
	n := len(b.rows)
	var (
		days, received   = make([]time.Time, n), make([]time.Time, n)
		projects         = make([]int64, n)
		ids, issues      = make(uuids, n), make(uuids, n)
		hashes, users    = make(binaries, n), make(binaries, n)
		tags, payloads   = make(binaries, n), make(binaries, n)
		levels, messages = make([]string, n), make([]string, n)
		words            = make([]string, n)
	)
	for i, e := range b.rows {
		days[i], received[i] = e.day.Start(), e.Event.ReceivedAt
		projects[i], ids[i], issues[i] = int64(e.Event.ProjectID), pgUUID(e.Event.ID), pgUUID(e.issue)
		hashes[i], users[i], tags[i], payloads[i] = e.Grouping.Hash[:], e.user, e.tags, e.payload
		levels[i], messages[i], words[i] = e.Event.Level.String(), e.Event.Message, e.words
	}
	return []any{days, projects, ids, issues, hashes, received, levels, messages, words, tags, users, payloads}
}
