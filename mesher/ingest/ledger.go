package ingest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// flushEvery is how long counts are gathered before they are written.
	flushEvery = time.Second
	// flushTimeout bounds the writing.
	flushTimeout = 2 * time.Second
	// maxCounts bounds the counts that wait for an unavailable database: distinct
	// combinations of project, hour and outcome.
	maxCounts = 20_000
)

// flush tells the ledger to write; it sends this to itself.
type flush struct{}

// flushNow asks the ledger to write what it was cast before.
type flushNow struct{}

// ledger is the OutcomeLedger service. It is cast a [mesher.OutcomeCount] for
// every event that was answered and not stored, and adds them up for the
// database; what it gathered stays one entry until the database has it. If it is
// killed, what it had gathered, a second's worth while the database answers, is
// missing there: refusals, and events that went to the spool.
type ledger struct {
	store   mesher.OutcomeLedger
	counts  map[mesher.OutcomeCount]int64 // events, by OutcomeCount without its Events
	waiting bool                          // a flush has been sent
	lost    int64                         // events not counted for lack of room

	last  mesher.LedgerEntry    // the last one begun
	entry []mesher.OutcomeCount // its counts, until they are written; they never change
}

func newLedger(store mesher.OutcomeLedger) *ledger {
	return &ledger{
		store: store, counts: make(map[mesher.OutcomeCount]int64),
		last: mesher.LedgerEntry{Writer: uuid.New()},
	}
}

// Init asks to be told of the program's end, to write what is left.
func (l *ledger) Init(p *actor.Process) error {
	p.TrapExit(true)
	return nil
}

func (l *ledger) HandleCall(p *actor.Process, request any) (any, error) {
	if _, ok := request.(flushNow); !ok {
		return nil, service.Unknown(request)
	}
	l.write(p)
	return nil, nil
}

func (l *ledger) HandleCast(p *actor.Process, msg any) error {
	if c, ok := msg.(mesher.OutcomeCount); ok {
		l.add(c)
		l.schedule(p)
	}
	return nil
}

func (l *ledger) add(c mesher.OutcomeCount) {
	key := c
	key.Events = 0
	if _, ok := l.counts[key]; !ok && len(l.counts) >= maxCounts {
		l.lost += c.Events
		return
	}
	l.counts[key] += c.Events
}

func (l *ledger) HandleInfo(p *actor.Process, msg any) error {
	if _, ok := msg.(flush); ok {
		l.waiting = false
		l.write(p)
	}
	return nil
}

func (l *ledger) Terminate(p *actor.Process, _ error) { l.write(p) }

// write adds what was gathered to the database, or keeps it for the next time.
func (l *ledger) write(p *actor.Process) {
	for l.entry != nil || l.begin() {
		if err := l.finish(p); err != nil {
			p.Log().Warn("outcomes could not be written; it is tried again",
				"counts", len(l.entry)+len(l.counts), "uncounted", l.lost, "err", err)
			l.schedule(p)
			return
		}
	}
}

// begin makes an entry of what was gathered, if there is any.
func (l *ledger) begin() bool {
	for key, events := range l.counts {
		key.Events = events
		l.entry = append(l.entry, key)
	}
	clear(l.counts)
	if l.entry == nil {
		return false
	}
	l.last.Number++
	return true
}

// finish writes the entry, perhaps for a second time.
func (l *ledger) finish(p *actor.Process) error {
	// The process may be exiting, and this is the last thing it does.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.Context()), flushTimeout)
	defer cancel()
	err := shielded(func() error { return l.store.AddOutcomes(ctx, l.last, l.entry) })
	if err == nil {
		l.entry = nil
	}
	return err
}

func (l *ledger) schedule(p *actor.Process) {
	if !l.waiting {
		l.waiting = true
		p.SendAfter(flushEvery, p.Self(), flush{})
	}
}

// Count adds events of a project to the ledger that did not come by
// [Pipeline.Submit], which counts its own.
func (p *Pipeline) Count(project mesher.ProjectID, outcome mesher.Outcome, events int) {
	p.config.stats.answered(outcome, events)
	count(p.sys, project, time.Now(), outcome, events)
}

// count tells the ledger an outcome, unless it is being restarted. Stored events
// are not counted here but in the transaction that stores them.
func count(by actor.Sender, project mesher.ProjectID, received time.Time, outcome mesher.Outcome, events int) {
	if outcome == mesher.Stored {
		return
	}
	service.Cast(by, Ledger, mesher.OutcomeCount{
		Project: project, Hour: received.UTC().Truncate(time.Hour), Outcome: outcome, Events: int64(events),
	})
}
