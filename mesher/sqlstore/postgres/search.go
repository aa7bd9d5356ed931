package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/backwards"
)

const (
	day = 24 * time.Hour

	// reach is from a project's first hour with events to the end of its last.
	reach = `SELECT min(hour), max(hour) + interval '1 hour' FROM project_hours WHERE project_id = $1`

	// The common part of all queries for a project's newest events: the days
	// determine which partitions to open.
	fromWindow = ` FROM events WHERE project_id = $1
AND day >= $2 AND day <= $3 AND received_at >= $4 AND received_at < $5 AND (received_at, event_id) < ($6, $7)`

	newestFirst = ` ORDER BY received_at DESC, event_id DESC LIMIT $8`

	// planned makes the server plan a query for its arguments, each time: a generic
	// plan opens all partitions, and takes every value as frequent.
	planned = pgx.QueryExecModeCacheDescribe

	withTag   = ` AND tags @> $9::jsonb`
	withWords = ` AND search_terms(project_id, words) @@ $9::text::tsquery`
)

// SearchEvents implements [mesher.EventSearcher].
func (s *Store) SearchEvents(ctx context.Context, project mesher.ProjectID, q mesher.Query, w mesher.Window, limit int) ([]mesher.Match, error) {
	ranking := mesher.NewRanking(q)
	wanted := ranking.Wanted()
	err := s.walk(ctx, project, w, nil, &wanted, `SELECT event_id, issue_id, level, message, received_at, words`+fromWindow+withWords+newestFirst,
		func(r pgx.CollectableRow) error {
			c, err := scanCandidate(r)
			ranking.Add(c)
			wanted = ranking.Wanted()
			return err
		}, terms(project, q))
	return ranking.Best(limit), s.fail("search events", err)
}

// terms returns the index's query for the words of a search within a project.
// Words are letters and digits, so quotes are all the escaping that they need.
func terms(project mesher.ProjectID, q mesher.Query) string {
	all := []string{fmt.Sprintf("'#%d'", project)}
	for _, t := range q.Terms {
		for i, word := range t.Words {
			word = "'" + word + "'"
			if t.Open && i == len(t.Words)-1 {
				word += ":*"
			}
			all = append(all, word)
		}
	}
	return strings.Join(all, " & ")
}

// TaggedEvents implements [mesher.EventReader].
func (s *Store) TaggedEvents(ctx context.Context, project mesher.ProjectID, tag mesher.Tag, w mesher.Window, page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
	var events []mesher.EventSummary
	wanted := page.Size() + 1
	err := s.walkTagged(ctx, project, tag, w, page.After, &wanted, summaryColumns, func(r pgx.CollectableRow) error {
		e, err := scanSummary(r)
		events = append(events, e)
		return err
	})
	return mesher.PageOf(events, page.Size(), mesher.EventSummary.Place), s.fail("list events by tag", err)
}

func (s *Store) walkTagged(ctx context.Context, project mesher.ProjectID, tag mesher.Tag, w mesher.Window, after *mesher.Cursor,
	wanted *int, columns string, read func(pgx.CollectableRow) error) error {
	document, err := json.Marshal(map[string]string{tag.Key: tag.Value})
	if err != nil {
		return err
	}
	return s.walk(ctx, project, w, after, wanted, `SELECT `+columns+fromWindow+withTag+newestFirst, func(r pgx.CollectableRow) error {
		*wanted--
		return read(r)
	}, string(document))
}

// walk reads a project's newest events in a window and after a place, until read
// wants no more. It goes backwards day by day, as a day's partition is large.
func (s *Store) walk(ctx context.Context, project mesher.ProjectID, w mesher.Window, after *mesher.Cursor,
	wanted *int, query string, read func(pgx.CollectableRow) error, more ...any) error {
	w, err := s.within(ctx, project, w)
	if err != nil {
		return err
	}
	at, id := cursor(after)
	if after != nil && at.Time.Before(w.Until) {
		w.Until = at.Time.Add(time.Microsecond) // others may have come in the same microsecond
	}
	return backwards.Walk(w, day, wanted, func(w mesher.Window) error {
		args := append([]any{planned, int64(project), w.Since.UTC(), w.Until.Add(-1).UTC(), w.Since, w.Until, at, id, *wanted}, more...)
		return s.with(ctx, func(c *pgxpool.Conn) error {
			rows, err := c.Query(ctx, query, args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for *wanted > 0 && rows.Next() {
				if err := read(rows); err != nil {
					return err
				}
			}
			rows.Close()
			return rows.Err()
		})
	})
}

// within cuts a window to the hours in which the project has events.
func (s *Store) within(ctx context.Context, project mesher.ProjectID, w mesher.Window) (mesher.Window, error) {
	ends, err := one(ctx, s, pgx.RowToStructByPos[struct{ First, End pgtype.Timestamptz }], reach, int64(project))
	if err != nil {
		return w, err
	}
	if w.Since.Before(ends.First.Time) {
		w.Since = ends.First.Time
	}
	if w.Until.IsZero() || w.Until.After(ends.End.Time) {
		w.Until = ends.End.Time
	}
	return w, nil
}

func scanCandidate(r pgx.CollectableRow) (c mesher.Candidate, err error) {
	var level string
	if err := r.Scan(&c.ID, &c.IssueID, &level, &c.Message, &c.ReceivedAt, &c.Words); err != nil {
		return c, err
	}
	c.ReceivedAt = c.ReceivedAt.UTC()
	c.Level, err = mesher.ParseLevel(level)
	return c, err
}
