package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const findOlder = `
SELECT x.place FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY AS x (project_id, hash, place)
WHERE EXISTS (SELECT FROM issue_hashes WHERE project_id = x.project_id AND hash = x.hash)`

// lookBack assigns each event to the oldest of its hashes that leads to an issue.
// It queries only while there are rules of several versions.
func lookBack(ctx context.Context, c *pgxpool.Conn, b *batch) error {
	var (
		projects []int64
		hashes   binaries
		keys     []hashKey
	)
	for i := range b.entries {
		e := &b.entries[i]
		e.Grouping.Hash = e.newest // an earlier attempt may have found another
		for _, hash := range e.Grouping.Older {
			projects, hashes = append(projects, int64(e.Event.ProjectID)), append(hashes, hash[:])
			keys = append(keys, hashKey{e.Event.ProjectID, hash})
		}
	}
	if len(keys) == 0 {
		return nil
	}
	rows, err := c.Query(ctx, findOlder, projects, hashes)
	if err != nil {
		return err
	}
	places, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return err
	}
	leads := make(map[hashKey]bool)
	for _, place := range places {
		leads[keys[place-1]] = true
	}
	for i := range b.entries {
		e := &b.entries[i]
		for _, hash := range e.Grouping.Older {
			if leads[hashKey{e.Event.ProjectID, hash}] {
				e.Grouping.Hash = hash
				break
			}
		}
	}
	return nil
}
