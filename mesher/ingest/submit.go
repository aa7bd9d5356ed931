package ingest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Submit takes an event in and returns when it is committed, or known not to be
// kept. An error is of the kind Invalid, TooLarge, Limited, Unavailable or
// Internal, and nothing was kept then; only when it is Unavailable because time
// ran out may the event still be stored after all. A client that repeats it
// under the same id does no harm.
func (p *Pipeline) Submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	receipt, err := p.submit(ctx, s)
	return receipt, refusal(err)
}

func (p *Pipeline) submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error) {
	if _, err := ask[any](ctx, p.sys, Limiter, take{s.Project.ID, p.limit(s.Project)}); err != nil {
		return mesher.Receipt{}, err
	}
	record, err := p.process(ctx, s)
	if err != nil {
		return mesher.Receipt{}, err
	}
	return ask[mesher.Receipt](ctx, p.sys, Writer, &write{record: record, size: len(s.Body)})
}

// process has the event decoded by the less busy of two processors.
func (p *Pipeline) process(ctx context.Context, s mesher.Submission) (mesher.Record, error) {
	job := &job{submission: s}
	// What is settled here stays the same however often a step is repeated.
	if job.submission.ReceivedAt.IsZero() {
		job.submission.ReceivedAt = time.Now()
	}
	if s.EventID == uuid.Nil {
		job.spareID = uuid.Must(uuid.NewV7()) // fails only when the system has no randomness
	}
	lane := p.processors.enter()
	defer lane.leave()
	return ask[mesher.Record](ctx, p.sys, lane.name, job)
}

// limit is how many events a minute the project may send; negative: any number.
func (p *Pipeline) limit(project mesher.Project) int {
	if own := project.Settings.RateLimitPerMinute; own != 0 {
		return own
	}
	return p.config.RateLimit
}
