package ingest

import (
	"context"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A batch is written in one transaction, by the committer it was sent to.
type batch []pending

// done tells the writer that a committer has nothing more to do.
type done struct {
	by   actor.PID
	held load // what it held until now
}

// A committer writes one batch after the other, for its writer.
type committer struct {
	store  mesher.EventWriter
	writer actor.PID
}

func (c committer) run(p *actor.Process) error {
	for {
		b, ok := p.Receive().(batch)
		if !ok {
			continue
		}
		receipts, err := c.write(p.Context(), b)
		if err != nil {
			p.Log().Error("events were refused, as they could not be stored", "events", len(b), "err", err)
			err = unavailable(err)
		}
		// The writer first: the next batch need not wait for all these answers.
		p.Send(c.writer, done{p.Self(), b.load()})
		for i, w := range b {
			if err != nil {
				w.request.Reply(nil, err)
			} else {
				w.request.Reply(receipts[i], nil)
			}
		}
	}
}

// commitTimeout bounds one transaction. It is longer than anybody waits for:
// what takes that long is stuck.
const commitTimeout = time.Minute

func (c committer) write(ctx context.Context, b batch) (receipts []mesher.Receipt, err error) {
	ctx, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	records := make([]mesher.Record, len(b))
	for i, w := range b {
		records[i] = w.record
	}
	err = shielded(func() error {
		receipts, err = c.store.WriteEvents(ctx, records)
		return err
	})
	if err == nil && len(receipts) != len(records) {
		err = fmt.Errorf("%d receipts for %d events", len(receipts), len(records))
	}
	return receipts, err
}

func (b batch) load() (l load) {
	for _, w := range b {
		l.events++
		l.bytes += w.size
	}
	return l
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
