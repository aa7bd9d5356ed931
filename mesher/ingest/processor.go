package ingest

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// processor is an EventProcessor. It answers a submission with its
// [mesher.Record] and keeps nothing from one event to the next. It packs the
// event as well: whatever is done here is done for as many events at once as
// there are processors, and what the store does, for one batch after the other.
type processor struct{ codec *mesher.PayloadCodec }

func (s processor) HandleCall(_ *actor.Process, request any) (any, error) {
	submission, ok := request.(*mesher.Submission)
	if !ok {
		return nil, service.Unknown(request)
	}
	record, err := recorded(submission, s.codec)
	if err != nil {
		return nil, err
	}
	return record, nil
}

// recorded is the event of a submission as the store takes it, packed. What it
// makes panic is refused.
func recorded(s *mesher.Submission, codec *mesher.PayloadCodec) (record mesher.Record, err error) {
	err = shielded(func() (err error) {
		if record, err = recordOf(s, time.Now()); err == nil {
			record.Payload, err = codec.Encode(record.Event)
		}
		return err
	})
	return record, err
}

// recordOf is the event of a submission, ready to be written.
func recordOf(s *mesher.Submission, now time.Time) (mesher.Record, error) {
	e, err := decode(s)
	if err != nil {
		return mesher.Record{}, err
	}
	e.ProjectID, e.ReceivedAt = s.Project.ID, s.ReceivedAt
	e.ID = cmp.Or(s.EventID, e.ID, s.SpareID)
	if !s.SentAt.IsZero() {
		e.SentAt = s.SentAt
	}
	e.Normalise(now)
	return mesher.Record{Event: e, Grouping: mesher.GroupingOf(e), Optional: !s.Project.Settings.Keeps(e.ID)}, nil
}

// shielded turns a panic into an error of the event that it was for. The code
// within depends on what strangers sent: one event that breaks it must not cost
// a service, and all those that wait for it.
func shielded(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return do()
}
