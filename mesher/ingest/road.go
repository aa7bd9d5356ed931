package ingest

import (
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A road leads events into safety: those that wait, and the processes that take
// them, as many at a time as there are.
type road struct {
	free  []actor.PID // with nothing to do
	queue turns
	held  load // by the queue and by the processes
}

// A pending write has not been answered.
type pending struct {
	*write
	request actor.Request
}

// A batch is what a process takes at once.
type batch []pending

// A load is so many events of so many bytes.
type load struct{ events, bytes int }

func (l *load) more(e pending)  { l.events++; l.bytes += e.size }
func (l *load) less(other load) { l.events -= other.events; l.bytes -= other.bytes }

// fits tells whether one more event may wait here.
func (r *road) fits(size int, c Config) bool {
	return r.held.events < c.MaxWaiting && r.held.bytes+size <= c.MaxWaitingBytes
}

func (r *road) add(e pending) {
	r.held.more(e)
	r.queue.add(e)
}

// displace gives up one of what waits for the sake of w, if that is fair.
func (r *road) displace(w *write, c Config) (pending, bool) {
	e, ok := r.queue.displace(w, c)
	if ok {
		r.held.less(load{1, e.size})
	}
	return e, ok
}

// clear gives up all that waits.
func (r *road) clear() batch {
	b := r.queue.take(r.queue.held.events)
	r.held.less(b.load())
	return b
}

// done takes back a process that has finished with what it held.
func (r *road) done(by actor.PID, held load) {
	r.held.less(held)
	r.free = append(r.free, by)
}

// dispatch gives what waits to the processes that are free.
func (r *road) dispatch(p *actor.Process, most int) {
	for r.queue.held.events > 0 && len(r.free) > 0 {
		last := len(r.free) - 1
		p.Send(r.free[last], r.queue.take(most))
		r.free = r.free[:last]
	}
}

func (b batch) load() (l load) {
	for _, e := range b {
		l.events++
		l.bytes += e.size
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

// An answer is what the sender of one event is told.
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
