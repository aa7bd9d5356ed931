package ingest

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/mesher/spool"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// drainBytes bounds what is taken from the spool at once, packed.
	drainBytes = 4 << 20
	// drainTimeout bounds one transaction of the drainer. Nobody waits for it.
	drainTimeout = 15 * time.Second
	// drainPause is how long to wait after the database took nothing.
	drainPause = time.Second
)

// Messages to and from the drainer.
type (
	wake  struct{} // there are events in the spool
	drain struct{} // to itself: go on
	back  struct{} // to the writer: the database accepts events
)

// drainer is the service that moves events from the spool to the database, in
// their order. While there are any, it also finds out when the database is back.
type drainer struct {
	spool  *spool.Spool
	keeper keeper
	codec  *payload.Codec
	batch  int

	going bool // it has sent itself a drain
}

func newDrainer(c Config) *drainer {
	return &drainer{
		spool: c.Spool, keeper: keeper{store: c.Store, stats: c.stats, stored: c.Stored, timeout: drainTimeout, away: new(complaint)},
		codec: payload.NewCodec(), batch: c.Batch,
	}
}

// Init looks for events that an earlier run left.
func (d *drainer) Init(p *actor.Process) error {
	d.keeper.log = p.Log()
	d.goOn(p)
	return nil
}

func (d *drainer) HandleCall(_ *actor.Process, request any) (any, error) {
	return nil, service.Unknown(request)
}

func (d *drainer) HandleCast(p *actor.Process, msg any) error {
	if _, ok := msg.(wake); ok && !d.going {
		d.goOn(p)
	}
	return nil
}

func (d *drainer) goOn(p *actor.Process) {
	d.going = true
	p.Send(p.Self(), drain{})
}

// HandleInfo moves one batch, and goes on with the next: at once or, if the
// database takes none, after a pause.
func (d *drainer) HandleInfo(p *actor.Process, msg any) error {
	if _, ok := msg.(drain); !ok {
		return nil
	}
	d.going = false
	b, err := d.spool.Take(d.batch, drainBytes)
	if err == nil && len(b.Records) > 0 {
		if err = d.move(p, b); err == nil {
			d.goOn(p)
		}
	}
	if err != nil {
		p.Log().Warn("the spool could not be drained; it is tried again", "err", err)
		d.going = true
		p.SendAfter(drainPause, p.Self(), drain{})
		return nil
	}
	// Also when the spool is empty: then only a new event can find out.
	service.Cast(p, Writer, back{})
	return nil
}

// move stores a batch and removes it from the spool. After an error the batch
// comes again, and events stored already are duplicates of themselves.
func (d *drainer) move(p *actor.Process, b spool.Batch) error {
	var records []mesher.Record
	for _, payload := range b.Records {
		e, err := d.codec.Decode(payload)
		if err != nil {
			// Its checksum is right, so it was written like this.
			p.Log().Error("an event in the spool can't be read, and is given up", "err", err)
			continue
		}
		records = append(records, mesher.Record{Event: e, Grouping: mesher.GroupingOf(e), Payload: payload})
	}
	answers := d.keeper.keep(p.Context(), records)
	for _, a := range answers {
		if mesher.KindOf(a.err) == mesher.Unavailable {
			return a.err
		}
	}
	for i, a := range answers {
		answers[i].receipt.Outcome = d.count(p, records[i].Event, a)
	}
	d.declare(p)
	if err := d.spool.Drop(b); err != nil {
		return err
	}
	d.keeper.announce(records, answers)
	return nil
}

// declare has the ledger written before the spool forgets: a program killed in
// between finds the events again, and counts them out again, so the ledger never
// says that more wait in a spool than there are. A ledger that can't write now
// does so later.
func (d *drainer) declare(p *actor.Process) {
	ctx, cancel := context.WithTimeout(p.Context(), drainTimeout)
	defer cancel()
	if _, err := service.Call[any](ctx, p, Ledger, flushNow{}); err != nil {
		p.Log().Warn("the ledger could not be written before the spool is cleared", "err", err)
	}
}

// itself reports whether the event in the database that this one duplicates is
// this one: a transaction given up as stuck, or an earlier try of ours, stored it
// after all.
func (d *drainer) itself(ctx context.Context, e *mesher.Event) bool {
	ctx, cancel := context.WithTimeout(ctx, drainTimeout)
	defer cancel()
	return itself(ctx, d.keeper.store, e)
}

// count moves an event in the ledger from the spool to where it came to rest, and
// returns that outcome.
func (d *drainer) count(p *actor.Process, e *mesher.Event, a answer) mesher.Outcome {
	outcome := a.receipt.Outcome
	if outcome == mesher.Duplicate && d.itself(p.Context(), e) {
		outcome = mesher.Stored
	}
	if a.err != nil {
		p.Log().Error("an event in the spool was refused", "event", e.ID, "project", e.ProjectID, "err", a.err)
		outcome = mesher.OutcomeOf(a.err)
	}
	if outcome == mesher.Stored {
		d.keeper.stats.stored(e.ReceivedAt)
	}
	count(p, e.ProjectID, e.ReceivedAt, mesher.Spooled, -1)
	count(p, e.ProjectID, e.ReceivedAt, outcome, 1)
	return outcome
}
