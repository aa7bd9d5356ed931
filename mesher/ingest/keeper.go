package ingest

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A keeper stores records, and finds out what is at fault when that fails.
type keeper struct {
	store   Store
	stats   *stats
	stored  func(iter.Seq2[mesher.Record, mesher.Receipt]) // see [Config]
	timeout time.Duration                                  // for one transaction
	log     *slog.Logger
	away    *complaint // for a database that takes nothing
}

// keep stores records in as few transactions as it can, and answers for each. An
// Unavailable answer means that the database can't take the record now; a record
// that it will never take is in the quarantine.
func (k keeper) keep(ctx context.Context, records []mesher.Record) []answer {
	answers := make([]answer, 0, len(records))
	receipts, err := k.write(ctx, records)
	switch {
	case err == nil:
		for _, r := range receipts {
			answers = append(answers, answer{receipt: r})
		}
	case mesher.KindOf(err) == mesher.Unavailable:
		if all, due := k.away.due(time.Now(), len(records)); due {
			k.log.Error("events could not be stored", "events", all, "err", err)
		}
		for range records {
			answers = append(answers, answer{err: err})
		}
	case len(records) > 1:
		// The database refused some event of the batch. Halving the batch again and
		// again isolates that event after a few transactions, with all others stored.
		half := len(records) / 2
		answers = append(answers, k.keep(ctx, records[:half])...)
		answers = append(answers, k.keep(ctx, records[half:])...)
	default:
		for _, r := range records {
			answers = append(answers, k.isolate(ctx, r, err))
		}
	}
	return answers
}

// isolate answers for a single record that the database refuses.
func (k keeper) isolate(ctx context.Context, r mesher.Record, reason error) answer {
	if mesher.KindOf(reason) != mesher.Internal { // there is something to tell the sender
		return answer{err: reason}
	}
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	err := shielded(func() error { return k.store.Isolate(ctx, r, short(reason.Error())) })
	if err != nil {
		// A database that does not even take this is at fault, not the event.
		k.log.Error("an event could neither be stored nor isolated", "event", r.Event.ID, "project", r.Event.ProjectID, "reason", reason, "err", err)
		return answer{err: unavailable(err)}
	}
	k.log.Error("an event is in the quarantine, as the database refuses it", "event", r.Event.ID, "project", r.Event.ProjectID, "err", reason)
	return answer{receipt: mesher.Receipt{EventID: r.Event.ID, Outcome: mesher.Quarantined}}
}

// maxReason bounds what is kept of the reason why an event was refused: it may
// hold a stack, or quote the event.
const maxReason = 2 << 10

func short(reason string) string { return reason[:min(len(reason), maxReason)] }

// write runs one transaction. A panic in the store counts as a refusal.
func (k keeper) write(owner context.Context, records []mesher.Record) (receipts []mesher.Receipt, err error) {
	ctx, cancel := context.WithTimeout(owner, k.timeout)
	defer cancel()
	began := time.Now()
	defer func() { k.stats.committed(time.Since(began), err) }()
	err = shielded(func() error {
		receipts, err = k.store.WriteEvents(ctx, records)
		return err
	})
	switch {
	case err == nil && len(receipts) != len(records):
		err = unavailable(fmt.Errorf("%d receipts for %d events", len(receipts), len(records)))
	case err != nil && owner.Err() != nil: // the store can't know why, and blames the database
		err = unavailable(fmt.Errorf("broken off: %w", context.Cause(owner)))
	case err != nil && ctx.Err() != nil: // whatever the error says, the events were not at fault
		err = unavailable(err)
	}
	return receipts, err
}

// unavailable is the answer to events that the database did not take. Whatever
// the reason, they are good events and should be sent again.
func unavailable(err error) error {
	if mesher.KindOf(err) == mesher.Unavailable { // the store knows better why, and for how long
		return err
	}
	return &mesher.Error{
		Kind: mesher.Unavailable, RetryAfter: retryAfter, Err: err,
		Message: "the event could not be stored; try again",
	}
}
