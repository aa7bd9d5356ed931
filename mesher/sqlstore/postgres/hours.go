package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// The events of each hour, by issue and by project. Both are by level too, so
// that events that are deleted, moved or expired can be subtracted exactly.
const (
	countIssueHours = `
INSERT INTO issue_hours AS h (issue_id, hour, level, events)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bigint[]) AS x (issue_id, hour, level, events)
ORDER BY issue_id, hour, level
ON CONFLICT (issue_id, hour, level) DO UPDATE SET events = h.events + excluded.events`

	countProjectHours = `
INSERT INTO project_hours AS h (project_id, hour, level, events)
SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::bigint[]) AS x (project_id, hour, level, events)
ORDER BY project_id, hour, level
ON CONFLICT (project_id, hour, level) DO UPDATE SET events = h.events + excluded.events`
)

func (b *batch) queueHours(p *pgx.Batch) {
	var (
		issues   uuids
		projects []int64
		hours    []time.Time
		levels   []string
		counts   []int64
	)
	for h, events := range b.tally.IssueHours() {
		issues, hours = append(issues, pgUUID(h.Issue.ID)), append(hours, h.Start)
		levels, counts = append(levels, h.Level.String()), append(counts, events)
	}
	p.Queue(countIssueHours, issues, hours, levels, counts)
	hours, levels, counts = nil, nil, nil
	for h, events := range b.tally.ProjectHours() {
		projects, hours = append(projects, int64(h.Project)), append(hours, h.Start)
		levels, counts = append(levels, h.Level.String()), append(counts, events)
	}
	p.Queue(countProjectHours, projects, hours, levels, counts)
}
