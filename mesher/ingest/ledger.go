package ingest

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// flushEvery is how long counts are gathered before they are written.
	flushEvery = 5 * time.Second
	// flushTimeout bounds the writing.
	flushTimeout = 2 * time.Second
	// maxCounts bounds the counts that wait for a database that is away: as many
	// projects, hours and outcomes.
	maxCounts = 20_000
)

// flush tells the ledger to write, and comes from itself.
type flush struct{}

// ledger is the OutcomeLedger service: it is cast a [mesher.OutcomeCount] for
// whatever was answered, and adds them up for the database. What is not written
// yet when it is killed is missing there.
type ledger struct {
	store   mesher.OutcomeLedger
	counts  map[mesher.OutcomeCount]int64 // by themselves, without their events
	waiting bool                          // a flush is on its way
	lost    int64                         // events that there was no room to count
}

func newLedger(store mesher.OutcomeLedger) *ledger {
	return &ledger{store: store, counts: make(map[mesher.OutcomeCount]int64)}
}

// Init has the end of the program announced, to write what is left.
func (l *ledger) Init(p *actor.Process) error {
	p.TrapExit(true)
	return nil
}

func (l *ledger) HandleCall(_ *actor.Process, request any) (any, error) {
	return nil, service.Unknown(request)
}

func (l *ledger) HandleCast(p *actor.Process, msg any) error {
	if c, ok := msg.(mesher.OutcomeCount); ok {
		l.add(c)
		if !l.waiting {
			l.waiting = true
			p.SendAfter(flushEvery, p.Self(), flush{})
		}
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

// write adds the counts to the database, or keeps them for the next time. A
// write whose answer was lost is repeated, and so counts twice.
func (l *ledger) write(p *actor.Process) {
	if len(l.counts) == 0 {
		return
	}
	counts := make([]mesher.OutcomeCount, 0, len(l.counts))
	for key, events := range l.counts {
		key.Events = events
		counts = append(counts, key)
	}
	// The process may be on its way out, and this is the last it does.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.Context()), flushTimeout)
	defer cancel()
	if err := shielded(func() error { return l.store.AddOutcomes(ctx, counts) }); err != nil {
		p.Log().Warn("outcomes could not be written; it is tried again", "counts", len(counts), "uncounted", l.lost, "err", err)
		if !l.waiting {
			l.waiting = true
			p.SendAfter(flushEvery, p.Self(), flush{})
		}
		return
	}
	clear(l.counts)
}

// Count enters events of a project into the ledger that did not come by
// [Pipeline.Submit], which counts its own.
func (p *Pipeline) Count(project mesher.ProjectID, outcome mesher.Outcome, events int) {
	count(p.sys, project, time.Now(), outcome, events)
}

// count tells the ledger, if there is one at the moment.
func count(by actor.Sender, project mesher.ProjectID, received time.Time, outcome mesher.Outcome, events int) {
	service.Cast(by, Ledger, mesher.OutcomeCount{
		Project: project, Hour: received.UTC().Truncate(time.Hour), Outcome: outcome, Events: int64(events),
	})
}
