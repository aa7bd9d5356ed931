package sqlite

import (
	"context"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	newestOfProject = `
SELECT ` + summaryColumns + ` FROM events AS e WHERE e.project_id = ? AND e.received_at >= ? AND e.received_at < ?
ORDER BY e.received_at DESC, e.event_id DESC LIMIT ?`

	// The part of the file's pages that are in use.
	storage = `
WITH counted AS (
    SELECT coalesce(sum(events) FILTER (WHERE project_id = ?), 0) AS ours, coalesce(sum(events), 0) AS total FROM project_hours
)
SELECT ours, CAST(coalesce(1.0 * ours / nullif(total, 0) * (
    SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size
), 0) AS INTEGER) FROM counted`
)

// TopValues implements [mesher.Dashboard].
func (s *Store) TopValues(ctx context.Context, project mesher.ProjectID, key string, w mesher.Window) (counts mesher.TagCounts, err error) {
	if mesher.IsCounted(key) {
		counts.Values, err = s.CountedValues(ctx, project, key, w)
		return counts, err
	}
	w = w.WholeHours()
	events, err := list(ctx, s, s.scanSummary, newestOfProject, int64(project), micros(w.Since), micros(w.Until), mesher.MaxCounted)
	var tags mesher.TagCounter
	for _, e := range events {
		tags.Add(e.Tags)
	}
	return tags.Top(key), s.fail("top values", err)
}

// Storage implements [mesher.Dashboard].
func (s *Store) Storage(ctx context.Context, project mesher.ProjectID) (mesher.Storage, error) {
	used, err := one(ctx, s, func(r row) (used mesher.Storage, err error) { return used, r.Scan(&used.Events, &used.Bytes) },
		storage, int64(project))
	return used, s.fail("storage", err)
}
