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

// ErrReturned is the answer of a borrowed processor that returns an event to this
// node.
var ErrReturned = errors.New("the lent processor returns the event")

// Borrow makes the gate give events to other, a process of this node that stands
// for a remote processor, while other events are processed here, as many at a
// time as there are places. It is called with a [*mesher.Submission], which it
// must not change, and replies with a [mesher.Receipt] when the event is
// committed. If it refuses an event for the event's own fault, the event is
// refused; after any other answer, or if it dies, the event is processed here.
func (p *Pipeline) Borrow(other actor.PID, places int) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.borrowed = append(g.borrowed, &lane{borrowed: other, free: places})
	g.letIn()
}

// GiveBack stops giving events to a borrowed processor. It keeps those that it
// has.
func (p *Pipeline) GiveBack(other actor.PID) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.borrowed = slices.DeleteFunc(g.borrowed, func(l *lane) bool { return l.borrowed == other })
}

// handOver has a borrowed processor process an event, or does it here if that one
// returns it.
func (p *Pipeline) handOver(ctx context.Context, l *lane, s *mesher.Submission) (mesher.Receipt, error) {
	if s.SpareID == uuid.Nil {
		s.SpareID = uuid.Must(uuid.NewV7()) // fails only if the system has no randomness
	}
	receipt, err := service.Call[mesher.Receipt](ctx, p.sys, l.borrowed, s)
	if _, lost := errors.AsType[*actor.CallError](err); lost && ctx.Err() == nil {
		p.GiveBack(l.borrowed)
	}
	p.gate.leave(l)
	if kind := mesher.KindOf(err); err == nil || ctx.Err() != nil || kind == mesher.Invalid || kind == mesher.TooLarge {
		return receipt, err
	}
	// The event has had its turn.
	return p.here(ctx, p.gate.enterHere(), s, true)
}

// itself reports whether the event in the database that this one duplicates is
// this one: an earlier try stored it after all. A different event sent under the
// same id came at another time.
func itself(ctx context.Context, store Store, e *mesher.Event) bool {
	found, err := store.Event(ctx, []mesher.ProjectID{e.ProjectID}, e.ID)
	return err == nil && found.Event.ReceivedAt.Equal(e.ReceivedAt)
}
