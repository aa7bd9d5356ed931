package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
)

// A home is where the events of a hash go.
type home struct {
	issue     uuid.UUID
	known     bool // the issue exists, and the hash names it
	discarded bool // its events are not kept
}

// Each look-up is a subquery of its own, so that it uses the index: for a join,
// the planner may read a whole table for a few hundred rows.
const (
	// The issue of each hash, else the default one; whether both exist; and whether
	// its events are discarded.
	findHomes = `
SELECT coalesce(h.issue_id, x.usual), h.issue_id IS NOT NULL AND i.status IS NOT NULL, coalesce(i.status = 'discarded', false)
FROM unnest($1::bigint[], $2::bytea[], $3::uuid[]) WITH ORDINALITY AS x (project_id, hash, usual, place)
LEFT JOIN LATERAL (
    SELECT issue_id FROM issue_hashes WHERE project_id = x.project_id AND hash = x.hash LIMIT 1
) AS h ON true
LEFT JOIN LATERAL (SELECT status FROM issues WHERE id = coalesce(h.issue_id, x.usual) LIMIT 1) AS i ON true
ORDER BY x.place`

	findEvents = `
SELECT x.place, e.issue_id
FROM unnest($1::bigint[], $2::uuid[], $3::date[]) WITH ORDINALITY AS x (project_id, event_id, day, place)
CROSS JOIN LATERAL (
    SELECT issue_id FROM events WHERE project_id = x.project_id AND event_id = x.event_id AND day = x.day LIMIT 1
) AS e`

	// An event and its repeat belong to one issue, and the second waits for the
	// issue's row; so this check finds the first, even if an earlier query did not.
	checkElsewhere = `
SELECT stale_batch() FROM unnest($1::bigint[], $2::uuid[], $3::date[]) AS x (project_id, event_id, day)
WHERE EXISTS (SELECT FROM events WHERE project_id = x.project_id AND event_id = x.event_id AND day = x.day)
LIMIT 1`
)

// resolve finds the homes of a batch, from memory where it can.
func (s *Store) resolve(ctx context.Context, c *pgxpool.Conn, b *batch) error {
	if err := lookBack(ctx, c, b); err != nil {
		return err
	}
	var unknown []hashKey
	var projects []int64
	var hashes binaries
	var usual uuids
	for i := range b.entries {
		r := b.entries[i].Record
		key := keyOf(r)
		if _, ok := b.homes[key]; ok {
			continue
		}
		issue, ok := s.homes.find(key)
		if r.Optional {
			ok = false // a remembered home is checked only if rows are stored
		}
		b.homes[key] = home{issue: issue, known: ok}
		if !ok {
			unknown = append(unknown, key)
			projects, hashes = append(projects, int64(key.project)), append(hashes, key.hash[:])
			usual = append(usual, pgUUID(r.Grouping.IssueID(key.project)))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	rows, err := c.Query(ctx, findHomes, projects, hashes, usual)
	if err != nil {
		return err
	}
	var (
		place int
		found home
	)
	_, err = pgx.ForEachRow(rows, []any{&found.issue, &found.known, &found.discarded}, func() error {
		b.homes[unknown[place]] = found
		b.fresh = b.fresh || !found.known
		place++
		return nil
	})
	return err
}

// elsewhere finds those of a batch's events that were stored on the day before or
// after. It queries only for events near midnight. A repeat that is being stored
// at the same moment on the other day is left to queueElsewhere.
func elsewhere(ctx context.Context, c *pgxpool.Conn, b *batch) (map[eventKey]uuid.UUID, error) {
	var keys []eventKey
	for i := range b.entries {
		if key, ok := b.entries[i].repeatKey(); ok {
			keys = append(keys, key)
		}
	}
	return find(ctx, c, keys)
}

// queueElsewhere looks again for events stored on another day, once the batch has
// locked the rows of its issues.
func (b *batch) queueElsewhere(p *pgx.Batch) {
	var keys []eventKey
	for i := range b.entries {
		if key, ok := b.entries[i].repeatKey(); ok && b.receipts[i].Outcome == mesher.Stored {
			keys = append(keys, key)
		}
	}
	if len(keys) > 0 {
		p.Queue(checkElsewhere, arraysOf(keys)...)
	}
}

// find returns the issues of those events that are stored.
func find(ctx context.Context, c *pgxpool.Conn, keys []eventKey) (map[eventKey]uuid.UUID, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := c.Query(ctx, findEvents, arraysOf(keys)...)
	if err != nil {
		return nil, err
	}
	found := make(map[eventKey]uuid.UUID)
	var (
		place int
		issue uuid.UUID
	)
	_, err = pgx.ForEachRow(rows, []any{&place, &issue}, func() error {
		found[keys[place-1]] = issue
		return nil
	})
	return found, err
}

// arraysOf returns the projects, ids and days of keys.
func arraysOf(keys []eventKey) []any {
	projects, ids, days := make([]int64, len(keys)), make(uuids, len(keys)), make([]time.Time, len(keys))
	for i, key := range keys {
		projects[i], ids[i], days[i] = int64(key.project), pgUUID(key.id), key.day.Start()
	}
	return []any{projects, ids, days}
}
