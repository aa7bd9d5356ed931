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
	// places is how many events a loan has at a time: enough for the peer to commit
	// many together while the next ones are on their way.
	places = 64
	// maxBytes bounds their size as sent: half of what may wait for a peer.
	maxBytes = 2 << 20
	// late is how long an answer may take. A peer with a slow database gives up
	// before that.
	late = 3 * time.Second
	// lookEvery is how often late answers are looked for.
	lookEvery = 500 * time.Millisecond
	// spawnTimeout bounds the wait for the processor to start.
	spawnTimeout = 5 * time.Second
)

// The reason why a loan ends.
var errLate = errors.New("the lent processor takes too long to answer")

type (
	look   struct{} // to itself: is anything late?
	retire struct{} // from the monitor: take no more events, and end when all are answered
)

// A loan stands for a processor on another node: the pipeline calls it, and it
// sends the events to the processor and passes the answers back.
//
// It keeps no event: its callers have theirs, and the system tells them if it
// ends without an answer. So it ends whenever the processor does, or does not
// answer in time.
type loan struct {
	lending *Lending
	peer    string

	processor actor.PID
	ref       actor.MonitorRef
	number    uint64 // of the last Work
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

// Init spawns the processor. Nobody waits for it.
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

// HandleCast retires the loan: it is no longer needed.
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

// lost is the error of a loan that ends early, with the number of events that
// this node now has to process.
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

// done ends a retired loan that has no events left. That ends the processor too.
func (l *loan) done() error {
	if l.retires && len(l.held) == 0 {
		return service.Stop(nil)
	}
	return nil
}
