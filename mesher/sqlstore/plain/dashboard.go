package plain

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// The hourly counts grow with time and not with the number of events.
const (
	projectVolume = `
SELECT hour, CAST(sum(events) AS bigint) FROM project_hours WHERE project_id = $1 AND hour >= $2 AND hour < $3 GROUP BY hour`

	issueVolumes = `
SELECT issue_id, hour, CAST(sum(events) AS bigint) FROM issue_hours WHERE hour >= $2 AND hour < $3
AND issue_id IN (SELECT id FROM issues WHERE project_id = $1 AND id IN (%s)) GROUP BY issue_id, hour`

	levels = `
SELECT level, CAST(sum(events) AS bigint) AS events FROM project_hours WHERE project_id = $1 AND hour >= $2 AND hour < $3
GROUP BY level HAVING sum(events) > 0 ORDER BY 2 DESC, level`

	// No issue beyond the limit ever had more events than the least of those within
	// it. If counted were not materialized, its sums would be computed twice.
	topIssues = `
WITH seen AS (
    SELECT id, event_count FROM issues WHERE project_id = $1 AND status = 'unresolved' AND last_seen >= $2
    ORDER BY event_count DESC, id DESC LIMIT $5
), counted AS MATERIALIZED (
    SELECT id, (SELECT CAST(sum(events) AS bigint) FROM issue_hours WHERE issue_id = seen.id AND hour >= $2 AND hour < $3) AS events
    FROM seen
), top AS (
    SELECT id, events FROM counted WHERE events > 0 ORDER BY events DESC, id DESC LIMIT $4
)
SELECT i.id, i.project_id, i.number, i.title, i.culprit, i.level, i.status,
       i.event_count, i.user_count, i.first_seen, i.last_seen, i.assigned_to, i.regressed, i.explanation, top.events,
       (SELECT count(*) FROM seen), (SELECT min(event_count) FROM seen)
FROM top JOIN issues AS i ON i.id = top.id ORDER BY top.events DESC, i.id DESC`

	topValues = `
SELECT value, CAST(sum(events) AS bigint) FROM project_tag_hours WHERE project_id = $1 AND key = $2 AND hour >= $3 AND hour < $4
GROUP BY value HAVING sum(events) > 0 ORDER BY 2 DESC, value LIMIT 20`

	// An issue that was first seen today was last seen today as well, for which
	// there is an index.
	health = `
SELECT (SELECT count(*) FROM issues WHERE project_id = $1 AND status = 'unresolved'),
       (SELECT CAST(coalesce(sum(events), 0) AS bigint) FROM project_hours WHERE project_id = $1 AND hour >= $2),
       (SELECT count(*) FROM issues WHERE project_id = $1 AND last_seen >= $3 AND first_seen >= $3)`
)

// Volume implements [mesher.Dashboard].
func (t Tables) Volume(ctx context.Context, project mesher.ProjectID, w mesher.Window, step mesher.Step) ([]mesher.Bucket, error) {
	buckets, err := w.Buckets(step)
	if err != nil {
		return nil, err
	}
	w = w.WholeHours()
	hours, err := list(ctx, t, "hours", func(r Row) (b mesher.Bucket, err error) {
		return b, r.Scan(Time(&b.Start), &b.Events)
	}, projectVolume, int64(project), w.Since, w.Until)
	mesher.Fill(buckets, step, hours)
	return buckets, err
}

// IssueVolumes implements [mesher.Dashboard].
func (t Tables) IssueVolumes(ctx context.Context, project mesher.ProjectID, issues []uuid.UUID, w mesher.Window, step mesher.Step) ([][]mesher.Bucket, error) {
	if len(issues) > mesher.MaxPage {
		return nil, mesher.Errorf(mesher.Invalid, "the volumes of %d issues are asked for, and may be of %d", len(issues), mesher.MaxPage)
	}
	empty, err := w.Buckets(step)
	if err != nil || len(issues) == 0 {
		return nil, err
	}
	w = w.WholeHours()
	args := []any{int64(project), w.Since, w.Until}
	params := make([]string, len(issues))
	for i, id := range issues {
		args = append(args, id)
		params[i] = fmt.Sprint("$", len(args))
	}
	hours := make(map[uuid.UUID][]mesher.Bucket, len(issues))
	_, err = list(ctx, t, "hours of issues", func(r Row) (id uuid.UUID, err error) {
		var b mesher.Bucket
		err = r.Scan(&id, Time(&b.Start), &b.Events)
		hours[id] = append(hours[id], b)
		return id, err
	}, fmt.Sprintf(issueVolumes, strings.Join(params, ", ")), args...)
	volumes := make([][]mesher.Bucket, len(issues))
	for i, id := range issues {
		volumes[i] = slices.Clone(empty)
		mesher.Fill(volumes[i], step, hours[id])
	}
	return volumes, err
}

// Levels implements [mesher.Dashboard].
func (t Tables) Levels(ctx context.Context, project mesher.ProjectID, w mesher.Window) ([]mesher.LevelCount, error) {
	w = w.WholeHours()
	return list(ctx, t, "levels", func(r Row) (c mesher.LevelCount, err error) {
		var name string
		if err := r.Scan(&name, &c.Events); err != nil {
			return c, err
		}
		c.Level, err = mesher.ParseLevel(name)
		return c, err
	}, levels, int64(project), w.Since, w.Until)
}

// maxAddedUp bounds the issues whose events in the window are counted. The list
// may miss an issue if more than that are open, were seen in the window and had
// far more events outside it.
const maxAddedUp = 1000

// TopIssues implements [mesher.Dashboard]. An issue can't have more events in a
// window than it ever had. So it counts the issues with the most events ever
// first, and further ones only while their total is above the last in the list.
func (t Tables) TopIssues(ctx context.Context, project mesher.ProjectID, w mesher.Window, limit int) ([]mesher.IssueCount, error) {
	w, limit = w.WholeHours(), mesher.PageRequest{Limit: limit}.Size()
	// The cost of an issue grows with the hours of the window.
	hours := max(1, int(w.Until.Sub(w.Since)/time.Hour))
	for n := max(limit+1, min(maxAddedUp, 24*maxAddedUp/hours)); ; n = min(4*n, maxAddedUp) {
		seen, least := n, int64(0)
		top, err := list(ctx, t, "top issues", func(r Row) (mesher.IssueCount, error) { return scanTopIssue(r, &seen, &least) },
			topIssues, int64(project), w.Since, w.Until, limit, n)
		if err != nil || n == maxAddedUp || seen < n || len(top) == limit && top[limit-1].Events > least {
			return top, err
		}
	}
}

func scanTopIssue(r Row, seen *int, least *int64) (c mesher.IssueCount, err error) {
	var (
		level       string
		explanation []byte
	)
	err = r.Scan(&c.ID, &c.ProjectID, &c.Number, &c.Title, &c.Culprit, &level, &c.Status,
		&c.EventCount, &c.UserCount, Time(&c.FirstSeen), Time(&c.LastSeen), &c.AssignedTo, &c.Regressed, &explanation, &c.Events, seen, least)
	if err != nil {
		return c, err
	}
	if c.Level, err = mesher.ParseLevel(level); err != nil {
		return c, err
	}
	if err := json.Unmarshal(explanation, &c.Grouping); err != nil {
		return c, fmt.Errorf("explanation of issue %s: %w", c.ID, err)
	}
	return c, nil
}

// CountedValues is [mesher.Dashboard]'s TopValues for tags of which counts are
// kept.
func (t Tables) CountedValues(ctx context.Context, project mesher.ProjectID, key string, w mesher.Window) ([]mesher.ValueCount, error) {
	w = w.WholeHours()
	return list(ctx, t, "values of a tag", func(r Row) (c mesher.ValueCount, err error) {
		return c, r.Scan(&c.Value, &c.Events)
	}, topValues, int64(project), key, w.Since, w.Until)
}

// Health implements [mesher.Dashboard].
func (t Tables) Health(ctx context.Context, project mesher.ProjectID, now time.Time) (mesher.Health, error) {
	now = now.UTC()
	return find(ctx, t, "health", func(r Row) (h mesher.Health, err error) {
		return h, r.Scan(&h.Unresolved, &h.Events24h, &h.NewToday)
	}, health, int64(project), now.Truncate(time.Hour).Add(-23*time.Hour), mesher.DayOf(now).Start())
}
