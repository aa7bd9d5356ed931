package ingest

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Submit takes an event in and returns when it is committed, or known not to be
// kept. After an error of the kind Invalid, TooLarge or Limited nothing was kept.
// After Unavailable or Internal the event may be stored after all: it was under
// way, and nobody was left to say so. A client may send it again under the same
// id.
func (p *Pipeline) Submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	if s.ReceivedAt.IsZero() {
		s.ReceivedAt = time.Now()
	}
	receipt, err := p.submit(ctx, s)
	outcome := receipt.Outcome
	if err = refusal(err); err != nil {
		outcome = mesher.OutcomeOf(err)
	}
	if outcome == mesher.Stored {
		p.config.stats.stored(s.ReceivedAt)
	}
	p.config.stats.answered(outcome, 1)
	count(p.sys, s.Project.ID, s.ReceivedAt, outcome, 1)
	return receipt, err
}

func (p *Pipeline) submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error) {
	if _, err := ask[any](ctx, p.sys, Limiter, take{s.Project.ID, p.limit(s.Project)}); err != nil {
		return mesher.Receipt{}, err
	}
	service.Cast(p.sys, Registry, Increment{1})
	l, err := p.gate.enter(ctx, &s)
	if err != nil {
		return mesher.Receipt{}, err
	}
	if l.name != "" {
		return p.here(ctx, l, &s, false)
	}
	return p.handOver(ctx, l, &s)
}

// here has an event processed and written on this node, perhaps not for the first
// time.
func (p *Pipeline) here(ctx context.Context, l *lane, s *mesher.Submission, again bool) (mesher.Receipt, error) {
	record, err := p.process(ctx, l, s)
	if err != nil {
		return mesher.Receipt{}, err
	}
	return p.write(ctx, &write{record: record, size: len(s.Body)}, again)
}

// write returns when a record is safe. The record holds its id and the time of
// its receipt, so that it is the same event however often it is given to a
// writer; after an earlier try, the duplicate that it meets in the database may
// be itself.
func (p *Pipeline) write(ctx context.Context, w *write, again bool) (mesher.Receipt, error) {
	receipt, twice, err := insist[mesher.Receipt](ctx, p.sys, Writer, w)
	met := receipt.Outcome == mesher.Duplicate || receipt.Outcome == mesher.Sampled
	if met && (again || twice) && itself(ctx, p.config.Store, w.record.Event) {
		receipt.Outcome = mesher.Stored // by a try whose answer was lost
	}
	return receipt, err
}

// process has the event decoded by the lane's processor.
func (p *Pipeline) process(ctx context.Context, l *lane, s *mesher.Submission) (mesher.Record, error) {
	defer p.gate.leave(l)
	return ask[mesher.Record](ctx, p.sys, l.name, s)
}

// limit returns how many events a minute the project may send; negative for no
// limit.
func (p *Pipeline) limit(project mesher.Project) int {
	if own := project.Settings.RateLimitPerMinute; own != 0 {
		return own
	}
	return p.config.RateLimit
}
