package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// The counts beside the hours: environments and releases of issues, tags by the
// hour and minutes of projects.
const (
	countValues = `
INSERT INTO issue_values AS v (issue_id, key, value, events, first_seen, last_seen)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[]) AS x (issue_id, key, value, events, first_seen, last_seen)
ORDER BY issue_id, key, value
ON CONFLICT (issue_id, key, value) DO UPDATE SET
    events     = v.events + excluded.events,
    first_seen = least(v.first_seen, excluded.first_seen),
    last_seen  = greatest(v.last_seen, excluded.last_seen)`

	countTagHours = `
INSERT INTO project_tag_hours AS h (project_id, key, hour, value, events)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::bigint[]) AS x (project_id, key, hour, value, events)
ORDER BY project_id, key, hour, value
ON CONFLICT (project_id, key, hour, value) DO UPDATE SET events = h.events + excluded.events`

	countMinutes = `
INSERT INTO project_minutes AS m (project_id, minute, events)
SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[]) AS x (project_id, minute, events)
ORDER BY project_id, minute
ON CONFLICT (project_id, minute) DO UPDATE SET events = m.events + excluded.events`
)

func (b *batch) queueValues(p *pgx.Batch) {
	var (
		issues       uuids
		keys, values []string
		counts       []int64
		first, last  []time.Time
	)
	for v, span := range b.tally.Values() {
		issues, keys, values = append(issues, pgUUID(v.Issue.ID)), append(keys, v.Key), append(values, v.Value)
		counts, first, last = append(counts, span.Events), append(first, span.First), append(last, span.Last)
	}
	if len(counts) > 0 {
		p.Queue(countValues, issues, keys, values, counts, first, last)
	}
}

func (b *batch) queueTagHours(p *pgx.Batch) {
	var (
		projects     []int64
		keys, values []string
		hours        []time.Time
		counts       []int64
	)
	for h, events := range b.tally.TagHours() {
		projects, keys, values = append(projects, int64(h.Project)), append(keys, h.Key), append(values, h.Value)
		hours, counts = append(hours, h.Start), append(counts, events)
	}
	if len(counts) > 0 {
		p.Queue(countTagHours, projects, keys, hours, values, counts)
	}
}

func (b *batch) queueMinutes(p *pgx.Batch) {
	var (
		projects []int64
		minutes  []time.Time
		counts   []int64
	)
	for m, events := range b.tally.Minutes() {
		projects, minutes, counts = append(projects, int64(m.Project)), append(minutes, m.Start), append(counts, events)
	}
	p.Queue(countMinutes, projects, minutes, counts)
}
