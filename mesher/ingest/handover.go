package ingest

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// ErrReturned is the answer of a borrowed processor that leaves an event to this
// node.
var ErrReturned = errors.New("the lent processor returns the event")

// Borrow has a process of this node, which stands for a processor elsewhere, be
// given events that come while others are done here, as many at a time as there
// are places: it is called with a [*mesher.Submission], which it does not change, and answers
// with a [mesher.Receipt] when the event is committed. What it refuses for the
// event's own fault is refused; whatever else it answers, and what it held when
// it died, is done here.
func (p *Pipeline) Borrow(other actor.PID, places int) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.borrowed = append(g.borrowed, &lane{borrowed: other, free: places})
	g.letIn()
}

// GiveBack gives a borrowed processor no more events. Those that it has stay with
// it.
func (p *Pipeline) GiveBack(other actor.PID) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.borrowed = slices.DeleteFunc(g.borrowed, func(l *lane) bool { return l.borrowed == other })
}

// handOver has a borrowed processor take care of an event, and does it here if
// that leaves it to us.
func (p *Pipeline) handOver(ctx context.Context, l *lane, s *mesher.Submission) (mesher.Receipt, error) {
	if s.SpareID == uuid.Nil {
		s.SpareID = uuid.Must(uuid.NewV7()) // fails only when the system has no randomness
	}
	receipt, err := service.Call[mesher.Receipt](ctx, p.sys, l.borrowed, s)
	if _, lost := errors.AsType[*actor.CallError](err); lost && ctx.Err() == nil {
		p.GiveBack(l.borrowed)
	}
	p.gate.leave(l)
	if kind := mesher.KindOf(err); err == nil || ctx.Err() != nil || kind == mesher.Invalid || kind == mesher.TooLarge {
		return receipt, err
	}
	// It had its turn.
	return p.here(ctx, p.gate.enterHere(), s, true)
}

// itself tells whether what an event met in the database is the event: an
// earlier try stored it after all. Another that was sent under the same id came
// at another time.
func itself(ctx context.Context, store Store, e *mesher.Event) bool {
	found, err := store.Event(ctx, []mesher.ProjectID{e.ProjectID}, e.ID)
	return err == nil && found.Event.ReceivedAt.Equal(e.ReceivedAt)
}
