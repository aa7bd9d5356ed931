package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
)

// Sums of whole numbers are numerics in PostgreSQL, which take three times as
// long to add as floats; floats are exact up to 2^53.
const storage = `
WITH counted AS (
    SELECT coalesce(sum(events::float8) FILTER (WHERE project_id = $1), 0) AS ours, coalesce(sum(events::float8), 0) AS total FROM project_hours
)
SELECT ours::bigint, coalesce(round(ours / nullif(total, 0) * (
    SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('events') WHERE isleaf
)), 0)::bigint FROM counted`

// TopValues implements [mesher.Dashboard].
func (s *Store) TopValues(ctx context.Context, project mesher.ProjectID, key string, w mesher.Window) (counts mesher.TagCounts, err error) {
	if mesher.IsCounted(key) {
		counts.Values, err = s.CountedValues(ctx, project, key, w)
		return counts, err
	}
	var tags mesher.TagCounter
	wanted := mesher.MaxCounted
	err = s.walk(ctx, project, w.WholeHours(), nil, &wanted, `SELECT tags`+fromWindow+newestFirst, func(r pgx.CollectableRow) error {
		var found map[string]string
		err := r.Scan(&found)
		tags.Add(found)
		wanted--
		return err
	})
	return tags.Top(key), s.fail("top values", err)
}

// Storage implements [mesher.Dashboard].
func (s *Store) Storage(ctx context.Context, project mesher.ProjectID) (mesher.Storage, error) {
	used, err := one(ctx, s, pgx.RowToStructByPos[mesher.Storage], storage, int64(project))
	return used, s.fail("storage", err)
}
