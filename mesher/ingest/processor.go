package ingest

import (
	"fmt"
	"runtime/debug"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// A job asks a processor for the [mesher.Record] of a submission.
type job struct {
	submission mesher.Submission
	spareID    uuid.UUID // for an event that brought no id
}

// processor is an EventProcessor. It keeps nothing from one event to the next.
type processor struct{}

func (processor) HandleCall(p *actor.Process, request any) (any, error) {
	j, ok := request.(*job)
	if !ok {
		return nil, service.Unknown(request)
	}
	service.Cast(p, Registry, Increment{1})
	var record mesher.Record
	err := shielded(func() (err error) {
		record, err = recordOf(j)
		return err
	})
	if err != nil {
		return nil, err
	}
	return record, nil
}

// recordOf is the event of a job, ready to be written.
func recordOf(j *job) (mesher.Record, error) {
	s := j.submission
	e, err := decode(s)
	if err != nil {
		return mesher.Record{}, err
	}
	e.ProjectID, e.ReceivedAt = s.Project.ID, s.ReceivedAt
	if s.EventID != uuid.Nil {
		e.ID = s.EventID
	}
	if e.ID == uuid.Nil {
		e.ID = j.spareID
	}
	if !s.SentAt.IsZero() {
		e.SentAt = s.SentAt
	}
	e.Normalise(s.ReceivedAt)
	return mesher.Record{Event: e, Grouping: mesher.GroupingOf(e)}, nil
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
