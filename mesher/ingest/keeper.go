package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A keeper stores records, and knows whose fault it is when that fails.
type keeper struct {
	store   Store
	timeout time.Duration // of one transaction
}

// keep stores records in as few transactions as it can, and answers for each.
// An Unavailable answer means that the database can't take the record now.
func (k keeper) keep(ctx context.Context, log *slog.Logger, records []mesher.Record) []answer {
	answers := make([]answer, len(records))
	receipts, err := k.write(ctx, records)
	if err != nil {
		log.Error("events could not be stored", "events", len(records), "err", err)
		err = unavailable(err)
	}
	for i := range answers {
		if err != nil {
			answers[i].err = err
		} else {
			answers[i].receipt = receipts[i]
		}
	}
	return answers
}

// write is one transaction.
func (k keeper) write(ctx context.Context, records []mesher.Record) (receipts []mesher.Receipt, err error) {
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	err = shielded(func() error {
		receipts, err = k.store.WriteEvents(ctx, records)
		return err
	})
	if err == nil && len(receipts) != len(records) {
		err = fmt.Errorf("%d receipts for %d events", len(receipts), len(records))
	}
	return receipts, err
}

// unavailable is the answer to events that the database did not take. Whatever
// its reason, they are good events and should come again.
func unavailable(err error) error {
	if mesher.KindOf(err) == mesher.Unavailable { // the store knows better why, and how long
		return err
	}
	return &mesher.Error{
		Kind: mesher.Unavailable, RetryAfter: retryAfter, Err: err,
		Message: "the event could not be stored; try again",
	}
}
