package ingest

import (
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A road takes events to safety: it holds those that wait, and the processes that
// store them, each taking as many at a time as there are.
type road struct {
	free  []actor.PID // with nothing to do
	queue turns[pending]
	held  load // in the queue and in the processes
}

// A pending write has not been answered.
type pending struct {
	*write
	request actor.Request
}

func (w *write) project() mesher.ProjectID { return w.record.Event.ProjectID }
func (w *write) load() load                { return load{1, w.size} }

// A batch is what a process takes at once.
type batch []pending

func (r *road) add(e pending) {
	r.held.more(e.load())
	r.queue.add(e)
}

// displace removes a waiting write of the project that holds most, if w's project
// holds less, and reports whether it did.
func (r *road) displace(w *write, c Config) (pending, bool) {
	e, ok := r.queue.displace(w, c)
	if ok {
		r.held.less(e.load())
	}
	return e, ok
}

// clear removes everything that waits.
func (r *road) clear() batch {
	b := r.take(r.queue.held.events)
	r.held.less(b.load())
	return b
}

// take removes at most this many events from the queue. They still count as held.
func (r *road) take(most int) batch {
	b := make(batch, min(most, r.queue.held.events))
	for i := range b {
		b[i] = r.queue.pop()
	}
	return b
}

// done takes back a process that has finished with what it held.
func (r *road) done(by actor.PID, held load) {
	r.held.less(held)
	r.free = append(r.free, by)
}

// shared bounds a transaction for which several projects wait: a project that
// sends little waits for the one under way and for its own, both full of
// another's events. Larger ones would cost the database hardly less.
const shared = 100

// dispatch gives waiting events to free processes.
func (r *road) dispatch(p *actor.Process, most int) {
	for r.queue.held.events > 0 && len(r.free) > 0 {
		last := len(r.free) - 1
		if len(r.queue.next) > 1 {
			most = min(most, shared)
		}
		p.Send(r.free[last], r.take(most))
		r.free = r.free[:last]
	}
}

func (b batch) load() (l load) {
	for _, e := range b {
		l.more(e.load())
	}
	return l
}

func (b batch) records() []mesher.Record {
	records := make([]mesher.Record, len(b))
	for i, e := range b {
		records[i] = e.record
	}
	return records
}

// An answer is the reply to one event's sender.
type answer struct {
	receipt mesher.Receipt
	err     error
}

func (e pending) reply(a answer) {
	if a.err != nil {
		e.request.Reply(nil, a.err)
	} else {
		e.request.Reply(a.receipt, nil)
	}
}
