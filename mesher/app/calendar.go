package app

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// prepareEvery is how often room is made for the events of the days to come;
	// prepareAgain, after that failed. There is a week to succeed.
	prepareEvery = 24 * time.Hour
	prepareAgain = time.Minute
	// prepareTimeout bounds one attempt.
	prepareTimeout = time.Minute
)

// A preparer makes room for the events of the week that follows a time.
type preparer interface {
	Prepare(ctx context.Context, now time.Time) error
}

// prepare tells the calendar that it is time, and comes from itself.
type prepare struct{}

// calendar is the service that has the database prepared for the coming days,
// as long as the program runs.
type calendar struct{ store preparer }

// Init begins at once: the program may have been away for weeks.
func (c calendar) Init(p *actor.Process) error {
	p.Send(p.Self(), prepare{})
	return nil
}

func (c calendar) HandleCall(_ *actor.Process, request any) (any, error) {
	return nil, service.Unknown(request)
}

func (c calendar) HandleInfo(p *actor.Process, msg any) error {
	if _, ok := msg.(prepare); !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(p.Context(), prepareTimeout)
	defer cancel()
	next := prepareEvery
	if err := c.store.Prepare(ctx, time.Now()); err != nil {
		p.Log().Warn("the database could not be prepared for the coming days; it is tried again", "err", err)
		next = prepareAgain
	}
	p.SendAfter(next, p.Self(), prepare{})
	return nil
}
