package ingest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Stats holds a pipeline's counters since the program started, for graphs and
// alarms.
type Stats struct {
	Events  map[mesher.Outcome]int64 // by their answer
	Lag     Durations                // of stored events: from receipt until stored
	Commits Durations                // transactions with events, failed ones too
	Failed  int64                    // failed transactions
}

// stats is shared by the parts of a pipeline, and outlives them.
type stats struct {
	events  sync.Map // of *atomic.Int64, by mesher.Outcome: few, and soon all there
	lag     durations
	commits durations
	failed  atomic.Int64
}

// answered counts events that were answered, or that an SDK reports.
func (s *stats) answered(outcome mesher.Outcome, events int) {
	n, ok := s.events.Load(outcome)
	if !ok {
		n, _ = s.events.LoadOrStore(outcome, new(atomic.Int64))
	}
	n.(*atomic.Int64).Add(int64(events))
}

// stored counts an event that has come to rest.
func (s *stats) stored(received time.Time) { s.lag.add(time.Since(received)) }

// committed counts a transaction.
func (s *stats) committed(took time.Duration, err error) {
	s.commits.add(took)
	if err != nil {
		s.failed.Add(1)
	}
}

// Stats returns what the pipeline has done until now.
func (p *Pipeline) Stats() Stats {
	s := p.config.stats
	told := Stats{Events: make(map[mesher.Outcome]int64), Lag: s.lag.read(), Commits: s.commits.read(), Failed: s.failed.Load()}
	s.events.Range(func(outcome, n any) bool {
		told.Events[outcome.(mesher.Outcome)] = n.(*atomic.Int64).Load()
		return true
	})
	return told
}

// A Queue describes what waits to be stored.
type Queue struct {
	Entering            int       // events that wait for a processor
	Events, Bytes       int       // on their way to the database
	Oldest              time.Time // when the longest-waiting event was received; zero if none waits
	Detoured            int       // events on their way to the spool
	Away                bool      // the database is unavailable, and events go to the spool
	Refusing            bool      // neither the database nor the spool took the last event
	MaxEvents, MaxBytes int       // the bounds of Events and Bytes
}

// getQueue asks the writer for a [Queue].
type getQueue struct{}

// Queue describes what waits now. It fails while the writer is being restarted.
func (p *Pipeline) Queue(ctx context.Context) (Queue, error) {
	q, err := service.Call[Queue](ctx, p.sys, Writer, getQueue{})
	q.Entering = p.gate.queued()
	return q, err
}

func (w *writer) tell() Queue {
	return Queue{
		Events: w.database.held.events, Bytes: w.database.held.bytes, Oldest: w.database.oldest(),
		Detoured: w.detour.held.events, Away: w.away, Refusing: w.refusing,
		MaxEvents: w.config.MaxWaiting, MaxBytes: w.config.MaxWaitingBytes,
	}
}

// oldest returns when the longest-waiting event was received; zero if none waits.
func (r *road) oldest() (at time.Time) {
	for _, q := range r.queue.next {
		if first := q.events[0].record.Event.ReceivedAt; at.IsZero() || first.Before(at) {
			at = first
		}
	}
	return at
}
