package lending

import (
	"context"
	"sync/atomic"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Function is the name under which nodes offer [Lending.Work].
const Function = "mesher.event_processor"

// Work is the processor that another node borrows, for the given loan. It works
// for as long as the loan lives and can be reached.
//
// It decodes one event after the other, as the processors of this node do, so
// that all the work for one loan takes at most one CPU. But it has many events
// committed at a time, each waited for by its own goroutine.
func (l *Lending) Work(p *actor.Process, loan actor.PID) error {
	l.lent.Add(1)
	defer l.lent.Add(-1)
	var committing atomic.Int64
	ref := p.Monitor(loan)
	for {
		switch m := p.Receive().(type) {
		case actor.Down:
			if m.Ref == ref {
				return nil
			}
		case Work:
			// The loan should not send more; this bounds the cost of a faulty one.
			if committing.Load() >= 2*places {
				p.Send(loan, Answer{Number: m.Number})
				continue
			}
			record, err := l.decode(m)
			if err != nil {
				p.Send(loan, answerOf(m.Number, mesher.Receipt{}, err))
				continue
			}
			committing.Add(1)
			p.Go(func(ctx context.Context) {
				defer committing.Add(-1)
				ctx, cancel := context.WithTimeout(ctx, late)
				defer cancel()
				receipt, err := l.config.Pipeline.Keep(ctx, record, len(m.Body))
				// An answer that can't be sent now is as good as a late one, which the loan
				// at the other end handles.
				p.System().Send(loan, answerOf(m.Number, receipt, err))
			})
		}
	}
}

func (l *Lending) decode(w Work) (mesher.Record, error) {
	s, err := w.submission()
	if err != nil {
		return mesher.Record{}, err
	}
	record, err := l.config.Pipeline.Decode(&s)
	if err != nil && !isFinal(mesher.KindOf(err)) {
		err = ingest.ErrReturned
	}
	return record, err
}
