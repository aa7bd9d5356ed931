package ingest

import (
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A road leads events into safety: those that wait, and the processes that take
// them, as many at a time as there are.
type road struct {
	free  []actor.PID // with nothing to do
	queue []pending
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

func (l *load) less(other load) { l.events -= other.events; l.bytes -= other.bytes }

// fits tells whether one more event may wait here.
func (r *road) fits(size int, c Config) bool {
	return r.held.events < c.MaxWaiting && r.held.bytes+size <= c.MaxWaitingBytes
}

func (r *road) add(e pending) {
	r.held.events++
	r.held.bytes += e.size
	r.queue = append(r.queue, e)
}

// done takes back a process that has finished with what it held.
func (r *road) done(by actor.PID, held load) {
	r.held.less(held)
	r.free = append(r.free, by)
}

// dispatch gives what waits to the processes that are free.
func (r *road) dispatch(p *actor.Process, most int) {
	for len(r.queue) > 0 && len(r.free) > 0 {
		n := min(len(r.queue), most)
		last := len(r.free) - 1
		p.Send(r.free[last], batch(r.queue[:n:n]))
		r.free, r.queue = r.free[:last], r.queue[n:]
		if len(r.queue) == 0 {
			r.queue = nil // what is left of the room would hold on to the batch
		}
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
