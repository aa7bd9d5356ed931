package postgres

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	// maxAttempts bounds how often a batch is put together anew because of others.
	maxAttempts = 10
	// pause is how long a batch waits, on average, after the first time that
	// the database undid it to let another go on; after the next, twice that.
	pause = 2 * time.Millisecond
)

// WriteEvents implements [mesher.EventWriter]. It takes the short road, on which
// no event was stored before and every issue is as remembered, and starts again
// if the database says otherwise.
func (s *Store) WriteEvents(ctx context.Context, records []mesher.Record) ([]mesher.Receipt, error) {
	if len(records) == 0 {
		return nil, nil
	}
	entries, err := s.pack(records)
	if err != nil {
		return nil, s.fail("write events", err)
	}
	road := writeNew
	for attempt := range maxAttempts {
		b := newBatch(entries)
		if err = s.with(ctx, func(c *pgxpool.Conn) error { return s.write(ctx, c, b, road) }); err == nil {
			s.homes.remember(b.used)
			return b.receipts, nil
		}
		switch {
		case hasState(err, uniqueViolation): // an event's; an issue's, if one was deleted under us
			road = writeMissing
			s.homes.forget(b.homes)
		case hasState(err, staleBatch):
			s.homes.forget(b.homes)
			if err := wait(ctx, rand.N(pause<<attempt)); err != nil { // the transaction that changes issues may not be done
				return nil, s.fail("write events", err)
			}
		case hasState(err, noPartition):
			if err := s.with(ctx, func(c *pgxpool.Conn) error { return makePartitions(ctx, c, b.days()) }); err != nil {
				return nil, s.fail("make partitions", err)
			}
			// Another node may be making them, and some sessions see a commit a moment
			// before all are told to reload their tables.
			if err := wait(ctx, rand.N(pause<<attempt)); err != nil {
				return nil, s.fail("make partitions", err)
			}
		case hasState(err, deadlockDetected), hasState(err, serializationFailed):
			if err := wait(ctx, rand.N(pause<<(attempt+1))); err != nil {
				return nil, s.fail("write events", err)
			}
		case hasState(err, foreignKeyViolation):
			return nil, mesher.Errorf(mesher.NotFound, "one of the events is for a project that is not there")
		default:
			return nil, s.fail("write events", err)
		}
	}
	// None of these errors is the fault of the events.
	return nil, s.fail("write events", outage("others keep changing what the events belong to", err))
}

// write makes one attempt.
func (s *Store) write(ctx context.Context, c *pgxpool.Conn, b *batch, road road) error {
	if err := s.resolve(ctx, c, b); err != nil {
		return err
	}
	repeats, err := elsewhere(ctx, c, b)
	if err != nil {
		return err
	}
	b.sift(repeats)
	if len(b.rows) == 0 {
		return nil
	}
	return road(ctx, c, b)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
