package ingest

import (
	"errors"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/mesher/spool"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// spooled tells the writer that the spooler is free.
type spooled struct {
	by      actor.PID
	held    load
	refused bool // the spool took nothing
}

// A spooler writes one batch after the other to the spool, for its writer. It
// writes payloads: how an event is grouped is decided again when it is read,
// perhaps by a later version of the program.
type spooler struct {
	spool  *spool.Spool
	codec  *payload.Codec
	writer actor.PID

	refused complaint // about events that neither the spool nor the database took
}

func (s *spooler) run(p *actor.Process) error {
	for {
		b, ok := p.Receive().(batch)
		if !ok {
			continue
		}
		answers := make([]answer, len(b))
		var payloads [][]byte
		for i, e := range b {
			payload, err := s.codec.Pack(e.record)
			if err != nil {
				answers[i].err = err
				continue
			}
			answers[i].receipt = mesher.Receipt{EventID: e.record.Event.ID, Outcome: mesher.Spooled}
			payloads = append(payloads, payload)
		}
		err := s.spool.Append(payloads...)
		if err != nil {
			s.complain(p, len(payloads), err)
		}
		p.Send(s.writer, spooled{p.Self(), b.load(), err != nil})
		for i, a := range answers {
			if err != nil && a.err == nil {
				a = answer{err: spoolRefuses(err)}
			}
			b[i].reply(a)
		}
	}
}

// complain logs that events are refused.
func (s *spooler) complain(p *actor.Process, events int, err error) {
	if all, due := s.refused.due(time.Now(), events); due {
		p.Log().Error("events were refused, as neither the database nor the spool can take them", "events", all, "err", err)
	}
}

// spoolRetry is when to retry after a full spool: not before a good part of it
// can have been drained.
const spoolRetry = 30 * time.Second

func spoolRefuses(err error) error {
	e := &mesher.Error{Kind: mesher.Unavailable, RetryAfter: retryAfter, Err: err,
		Message: "the event could not be stored; try again"}
	if errors.Is(err, spool.ErrFull) {
		e.RetryAfter, e.Message = spoolRetry, "the database can't be reached, and the spool is full; try again"
	}
	return e
}
