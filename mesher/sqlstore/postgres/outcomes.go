package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	// All nodes add in one order, so that there are no deadlocks. A new writer
	// removes those that ended long ago.
	addOutcomes = `
WITH ended AS (
    DELETE FROM outcome_writers WHERE $6 = 1 AND at < now() - interval '30 days'
), added AS (
    INSERT INTO outcome_writers AS w (writer, entry) VALUES ($5, $6)
    ON CONFLICT (writer) DO UPDATE SET entry = excluded.entry, at = now() WHERE w.entry < excluded.entry
    RETURNING writer
)
INSERT INTO outcomes AS o (project_id, hour, outcome, events)
SELECT project_id, hour, outcome, sum(events)
FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::bigint[]) AS x (project_id, hour, outcome, events)
WHERE EXISTS (SELECT FROM added)
GROUP BY project_id, hour, outcome ORDER BY project_id, hour, outcome
ON CONFLICT (project_id, hour, outcome) DO UPDATE SET events = o.events + excluded.events`

	// The events that a batch stored, in the same order.
	countStored = `
INSERT INTO outcomes AS o (project_id, hour, outcome, events)
SELECT project_id, hour, 'stored', events FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[]) AS x (project_id, hour, events)
ORDER BY project_id, hour
ON CONFLICT (project_id, hour, outcome) DO UPDATE SET events = o.events + excluded.events`

	listOutcomes = `
SELECT project_id, hour, outcome, events FROM outcomes
WHERE project_id = $1 AND hour >= $2 AND hour < $3 AND events > 0 ORDER BY hour, outcome COLLATE "C"`
)

func (b *batch) queueOutcomes(p *pgx.Batch) {
	var (
		projects []int64
		hours    []time.Time
		counts   []int64
	)
	for _, c := range b.tally.Outcomes() {
		projects, hours, counts = append(projects, int64(c.Project)), append(hours, c.Hour), append(counts, c.Events)
	}
	p.Queue(countStored, projects, hours, counts)
}

// AddOutcomes implements [mesher.OutcomeLedger].
func (s *Store) AddOutcomes(ctx context.Context, entry mesher.LedgerEntry, counts []mesher.OutcomeCount) error {
	n := len(counts)
	projects, hours := make([]int64, n), make([]time.Time, n)
	outcomes, events := make([]string, n), make([]int64, n)
	for i, c := range counts {
		projects[i], hours[i], outcomes[i], events[i] = int64(c.Project), c.Hour, string(c.Outcome), c.Events
	}
	_, err := s.change(ctx, addOutcomes, projects, hours, outcomes, events, entry.Writer, entry.Number)
	return s.fail("add outcomes", err)
}

// Outcomes implements [mesher.OutcomeLedger].
func (s *Store) Outcomes(ctx context.Context, project mesher.ProjectID, since, until time.Time) ([]mesher.OutcomeCount, error) {
	counts, err := list(ctx, s, scanOutcome, listOutcomes, int64(project), since, until)
	return counts, s.fail("list outcomes", err)
}

func scanOutcome(r pgx.CollectableRow) (c mesher.OutcomeCount, err error) {
	err = r.Scan(&c.Project, &c.Hour, &c.Outcome, &c.Events)
	c.Hour = c.Hour.UTC()
	return c, err
}
