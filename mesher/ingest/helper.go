package ingest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// ErrReturned is the answer of a helper that leaves an event to this node.
var ErrReturned = errors.New("the helper returns the event")

// AddHelper has a process of this node be given events that would have to wait,
// as many at a time as there are places: it is called with a
// [*mesher.Submission], which it does not change, and answers with a
// [mesher.Receipt] when the event is committed. What it refuses for the event's
// own fault is refused; whatever else it answers, and what it held when it died,
// is done here.
func (p *Pipeline) AddHelper(helper actor.PID, places int) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.helpers = append(g.helpers, &lane{helper: helper, free: places})
	g.letIn()
}

// RemoveHelper has it be given nothing more. What it holds is still its own.
func (p *Pipeline) RemoveHelper(helper actor.PID) {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.helpers = slices.DeleteFunc(g.helpers, func(l *lane) bool { return l.helper == helper })
}

// handOver has a helper take care of an event, and does it here if that leaves
// it to us.
func (p *Pipeline) handOver(ctx context.Context, l *lane, s *mesher.Submission) (mesher.Receipt, error) {
	if s.SpareID == uuid.Nil {
		s.SpareID = uuid.Must(uuid.NewV7()) // fails only when the system has no randomness
	}
	receipt, err := service.Call[mesher.Receipt](ctx, p.sys, l.helper, s)
	if _, lost := errors.AsType[*actor.CallError](err); lost && ctx.Err() == nil {
		p.RemoveHelper(l.helper)
	}
	p.gate.leave(l)
	if kind := mesher.KindOf(err); err == nil || ctx.Err() != nil || kind == mesher.Invalid || kind == mesher.TooLarge {
		return receipt, err
	}
	// It had its turn.
	receipt, err = p.here(ctx, p.gate.enterHere(), s)
	met := receipt.Outcome == mesher.Duplicate || receipt.Outcome == mesher.Sampled
	if met && itself(ctx, p.config.Store, s.Project.ID, receipt.EventID, s.ReceivedAt) {
		receipt.Outcome = mesher.Stored // by the helper, who could not say so any more
	}
	return receipt, err
}

// itself tells whether what an event met in the database is the event: an
// earlier try stored it after all. Another that was sent under the same id came
// at another time.
func itself(ctx context.Context, store Store, project mesher.ProjectID, id uuid.UUID, received time.Time) bool {
	found, err := store.Event(ctx, []mesher.ProjectID{project}, id)
	return err == nil && found.Event.ReceivedAt.Truncate(time.Microsecond).Equal(received.Truncate(time.Microsecond))
}
