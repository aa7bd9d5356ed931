package ingest

import (
	"slices"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A write asks the writer to store a record. The reply is a [mesher.Receipt],
// once it is committed, or fsynced in the spool.
type write struct {
	record mesher.Record
	size   int  // of the event as sent
	guest  bool // another node's event, which goes back there rather than to the spool here
}

// writer is the StorageWriter service. It accepts writes without ever waiting
// itself: they queue here while its committers are busy with the database, and a
// free committer takes all of them as one transaction. So an idle database stores
// an event at once, and a busy one stores many at the price of one, without a
// timer.
//
// If there is a spool, it is the other road: for events that the database did not
// take in time, for all later ones until the drainer reports that the database is
// back, and for those that find the queue full. On both roads projects take
// turns; if one is full, the project that has the most there makes room for
// another, and its last event is treated as if it had come later.
//
// Its committers and its spooler are linked to it. If one dies, so does the
// writer, and all callers that wait are told; nothing that they wait for was
// answered.
type writer struct {
	config   Config
	database road
	detour   road
	away     bool // the database is unavailable; events take the detour
	refusing bool // neither road took the last event
}

func newWriter(c Config) *writer { return &writer{config: c} }

func (w *writer) Init(p *actor.Process) error {
	for range w.config.Committers {
		c := newCommitter(w.config, p.Self())
		w.database.free = append(w.database.free, p.SpawnLink(c.run))
	}
	if w.config.Spool != nil {
		s := &spooler{spool: w.config.Spool, codec: payload.NewCodec(), writer: p.Self()}
		w.detour.free = append(w.detour.free, p.SpawnLink(s.run))
	}
	return nil
}

func (w *writer) HandleCall(p *actor.Process, request any) (any, error) {
	if _, asked := request.(getQueue); asked {
		return w.tell(), nil
	}
	r, ok := request.(*write)
	if !ok {
		return nil, service.Unknown(request)
	}
	road := w.choose(p, r)
	if road == nil {
		return nil, tooMany()
	}
	return service.Later(func(request actor.Request) {
		road.add(pending{r, request})
		road.dispatch(p, w.config.Batch)
	}), nil
}

func tooMany() error {
	return &mesher.Error{
		Kind: mesher.Unavailable, RetryAfter: retryAfter,
		Message: "events arrive faster than they can be stored; try again",
	}
}

// choose returns the road for an event; nil if neither has room.
func (w *writer) choose(p *actor.Process, r *write) *road {
	if !w.away && w.makeRoom(&w.database, r, func(e pending) {
		if w.config.Spool == nil || e.guest || !w.config.fits(w.detour.held, e) {
			refuse(e)
			return
		}
		w.detour.add(e)
		w.detour.dispatch(p, w.config.Batch)
	}) {
		return &w.database
	}
	if w.config.Spool != nil && !r.guest && w.makeRoom(&w.detour, r, refuse) {
		return &w.detour
	}
	return nil
}

func refuse(e pending) { e.reply(answer{err: tooMany()}) }

// makeRoom reports whether an event may wait on a road, if need be in place of
// others, which are sent off.
func (w *writer) makeRoom(road *road, r *write, off func(pending)) bool {
	for !w.config.fits(road.held, r) {
		e, ok := road.displace(r, w.config)
		if !ok {
			return false
		}
		off(e)
	}
	return true
}

// HandleInfo is told by a committer or the spooler that it is free.
func (w *writer) HandleInfo(p *actor.Process, msg any) error {
	switch m := msg.(type) {
	case committed:
		w.database.done(m.by, m.held)
		if len(m.stranded) > 0 {
			w.leave(p, m.stranded)
		} else {
			w.refusing = false
		}
		w.database.dispatch(p, w.config.Batch)
	case overdue:
		w.leave(p, m.stranded)
	case spooled:
		w.detour.done(m.by, m.held)
		w.refusing = m.refused
		if m.refused {
			w.away = false // trying the database is the better chance
		} else {
			service.Cast(p, Drainer, wake{})
		}
		w.detour.dispatch(p, w.config.Batch)
	}
	return nil
}

// HandleCast is told by the drainer that the database is back.
func (w *writer) HandleCast(_ *actor.Process, msg any) error {
	if _, ok := msg.(back); ok {
		w.away = false
	}
	return nil
}

// leave sends what the database did not take, and all that waits for it, to the
// spool.
func (w *writer) leave(p *actor.Process, stranded batch) {
	w.away = true
	for _, e := range slices.Concat(stranded, w.database.clear()) {
		if e.guest {
			refuse(e)
			continue
		}
		w.detour.add(e)
	}
	w.detour.dispatch(p, w.config.Batch)
}
