package lending

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// places is how many events a loan has at a time: enough for the peer to
	// commit many together while the next ones are on their way.
	places = 64
	// maxBytes bounds them, as they were sent: half of what may wait for a peer.
	maxBytes = 2 << 20
	// late is how long an answer may take. A peer whose database is slow gives up
	// before.
	late = 3 * time.Second
	// lookEvery is how often late answers are looked for.
	lookEvery = 500 * time.Millisecond
	// spawnTimeout bounds the wait for the processor.
	spawnTimeout = 5 * time.Second
)

// Why a loan ends.
var errLate = errors.New("the lent processor takes too long to answer")

type (
	look   struct{} // to itself: is anything late?
	retire struct{} // from the monitor: take nothing more, and end when all is answered
)

// A loan is a processor elsewhere, as the node that borrows it sees it: the
// pipeline calls it, and it sends what it is given to the processor and passes
// the answer on.
//
// It keeps no event: those who wait for it have theirs, and hear from the system
// when it ends without an answer. So it ends whenever the processor does, or
// does not answer in time.
type loan struct {
	lending *Lending
	peer    string

	processor actor.PID
	ref       actor.MonitorRef
	number    uint64 // of the last work
	held      map[uint64]held
	bytes     int
	retires   bool
}

// held is an event that waits for its answer.
type held struct {
	request actor.Request
	size    int
	since   time.Time
}

// Init gets the processor. Nobody waits for it.
func (l *loan) Init(p *actor.Process) (err error) {
	ctx, cancel := context.WithTimeout(p.Context(), spawnTimeout)
	defer cancel()
	l.held = make(map[uint64]held)
	if l.processor, l.ref, err = l.lending.config.Nodes.Spawn(ctx, p, l.peer, Function, p.Self()); err != nil {
		return fmt.Errorf("borrow a processor: %w", err)
	}
	p.SendEvery(lookEvery, p.Self(), look{})
	l.lending.config.Pipeline.Borrow(p.Self(), places)
	return nil
}

func (l *loan) HandleCall(p *actor.Process, request any) (any, error) {
	s, ok := request.(*mesher.Submission)
	if !ok {
		return nil, service.Unknown(request)
	}
	if l.retires || len(l.held) >= places || l.bytes+len(s.Body) > maxBytes || len(s.Body) > mesher.MaxEventSize {
		return nil, ingest.ErrReturned
	}
	l.number++
	if err := p.Send(l.processor, workOf(l.number, s)); err != nil { // the way there is full, or gone
		return nil, ingest.ErrReturned
	}
	l.bytes += len(s.Body)
	number, size := l.number, len(s.Body)
	return service.Later(func(r actor.Request) { l.held[number] = held{r, size, time.Now()} }), nil
}

// HandleCast hears that it is no longer needed.
func (l *loan) HandleCast(p *actor.Process, msg any) error {
	if _, ok := msg.(retire); ok && !l.retires {
		l.retires = true
		p.Log().Info("a processor is to be given back", "to", l.peer, "out", len(l.held))
		l.lending.config.Pipeline.GiveBack(p.Self())
	}
	return l.done()
}

func (l *loan) HandleInfo(_ *actor.Process, msg any) error {
	switch m := msg.(type) {
	case Answer:
		l.answer(m)
	case look:
		for _, e := range l.held {
			if time.Since(e.since) > late {
				return l.lost(errLate)
			}
		}
	case actor.Down:
		if m.Ref == l.ref {
			return l.lost(fmt.Errorf("the lent processor is gone: %w", m.Reason))
		}
	}
	return l.done()
}

// lost is why a loan ends before it was asked to, and how much that leaves to
// this node.
func (l *loan) lost(why error) error { return fmt.Errorf("%d events are out: %w", len(l.held), why) }

func (l *loan) answer(a Answer) {
	e, ok := l.held[a.Number]
	if !ok {
		return
	}
	delete(l.held, a.Number)
	l.bytes -= e.size
	if receipt, err := a.result(); err != nil {
		e.request.Reply(nil, err)
	} else {
		e.request.Reply(receipt, nil)
	}
}

// done ends a loan that is to retire and has nothing left. Its end is the
// processor's.
func (l *loan) done() error {
	if l.retires && len(l.held) == 0 {
		return service.Stop(nil)
	}
	return nil
}
