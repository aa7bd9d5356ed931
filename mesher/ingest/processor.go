package ingest

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// processor is an EventProcessor. It answers a submission with its
// [mesher.Record] and keeps nothing from one event to the next. It also packs the
// event: work is done here for as many events at once as there are processors,
// but in the store for one batch after the other.
type processor struct {
	decode func(*mesher.Submission) (*mesher.Event, error)
	codec  *payload.Codec
}

func (s processor) HandleCall(_ *actor.Process, request any) (any, error) {
	submission, ok := request.(*mesher.Submission)
	if !ok {
		return nil, service.Unknown(request)
	}
	record, err := s.record(submission)
	if err != nil {
		return nil, err
	}
	return record, nil
}

// record returns the event of a submission, ready to be written and packed. An
// event that makes our code panic is refused.
func (s processor) record(submission *mesher.Submission) (record mesher.Record, err error) {
	err = shielded(func() error {
		e, err := s.decode(submission)
		if err != nil {
			return err
		}
		record = recordOf(submission, e, time.Now())
		e.Sent = submission.Body
		record.Payload, err = s.codec.Encode(e)
		e.Sent = nil // it is packed, and need not be kept while the event waits
		return err
	})
	return record, err
}

// recordOf returns the record of a submission's event.
func recordOf(s *mesher.Submission, e *mesher.Event, now time.Time) mesher.Record {
	e.ProjectID, e.ReceivedAt = s.Project.ID, s.ReceivedAt
	e.ID = cmp.Or(s.EventID, e.ID, s.SpareID)
	if !s.SentAt.IsZero() {
		e.SentAt = s.SentAt
	}
	e.Normalise(now)
	return mesher.Record{Event: e, Grouping: mesher.GroupingOf(e), Optional: !s.Project.Settings.Keeps(e.ID)}
}

// shielded turns a panic into an error of the event it came from. The code within
// depends on what strangers sent: an event that breaks it must not take down a
// service and all callers that wait for it.
func shielded(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return do()
}
