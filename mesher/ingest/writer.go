package ingest

import (
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A write asks the writer to store a record. The answer is a [mesher.Receipt],
// when it is committed.
type write struct {
	record mesher.Record
	size   int // of the event, as it was sent
}

// writer is the StorageWriter service. It takes writes without ever waiting
// itself: they queue here while its committers are busy with the database, and
// a committer that is free takes all there are as one transaction. So an idle
// database stores an event at once, and a busy one stores many at the price of
// one, without a timer.
//
// Its committers are linked to it. If one dies, so does the writer, and all who
// wait are told; nothing that they wait for was answered.
type writer struct {
	config Config
	free   []actor.PID // committers with nothing to do
	queue  []pending
	held   load // by the queue and by the committers
}

// A pending write has not been answered.
type pending struct {
	*write
	request actor.Request
}

// A load is so many events of so many bytes.
type load struct{ events, bytes int }

func newWriter(c Config) *writer { return &writer{config: c} }

func (w *writer) Init(p *actor.Process) error {
	for range w.config.Committers {
		c := committer{store: w.config.Store, writer: p.Self()}
		w.free = append(w.free, p.SpawnLink(c.run))
	}
	return nil
}

func (w *writer) HandleCall(p *actor.Process, request any) (any, error) {
	r, ok := request.(*write)
	if !ok {
		return nil, service.Unknown(request)
	}
	if w.held.events >= w.config.MaxWaiting || w.held.bytes+r.size > w.config.MaxWaitingBytes {
		return nil, &mesher.Error{
			Kind: mesher.Unavailable, RetryAfter: retryAfter,
			Message: "events arrive faster than they can be stored; try again",
		}
	}
	return service.Later(func(request actor.Request) {
		w.held.events++
		w.held.bytes += r.size
		w.queue = append(w.queue, pending{r, request})
		w.commit(p)
	}), nil
}

// HandleInfo hears from a committer that it is done.
func (w *writer) HandleInfo(p *actor.Process, msg any) error {
	if d, ok := msg.(done); ok {
		w.held.events -= d.held.events
		w.held.bytes -= d.held.bytes
		w.free = append(w.free, d.by)
		w.commit(p)
	}
	return nil
}

// commit gives what waits to the committers that are free.
func (w *writer) commit(p *actor.Process) {
	for len(w.queue) > 0 && len(w.free) > 0 {
		n := min(len(w.queue), w.config.Batch)
		last := len(w.free) - 1
		p.Send(w.free[last], batch(w.queue[:n:n]))
		w.free, w.queue = w.free[:last], w.queue[n:]
		if len(w.queue) == 0 {
			w.queue = nil // what is left of the room would hold on to the batch
		}
	}
}
