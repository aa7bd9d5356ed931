package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/backwards"
)

const (
	// reach is from a project's first hour with events to the end of its last.
	reach = `SELECT min(hour), max(hour) + 3600000000 FROM project_hours WHERE project_id = ?`

	// placesOf finds where the events of a stretch of time lie, and others between
	// them: rows are appended, but not strictly in the order of their times.
	placesOf = `SELECT min(place), max(place) FROM events WHERE project_id = ? AND received_at >= ? AND received_at < ?`

	candidateColumns = `e.event_id, e.issue_id, e.level, e.message, e.received_at, e.words`

	newestCandidates = `SELECT ` + candidateColumns + ` FROM events AS e
WHERE e.project_id = ? AND e.received_at >= ? AND e.received_at < ? AND (e.received_at, e.event_id) < (?, ?)
ORDER BY e.received_at DESC, e.event_id DESC LIMIT ?`

	// The index of terms finds the rows; the newest of them are picked, and only
	// these are read whole.
	withTerms = ` FROM (
    SELECT e.place FROM event_terms CROSS JOIN events AS e ON e.place = event_terms.rowid
    WHERE event_terms MATCH ?1 AND event_terms.rowid BETWEEN ?2 AND ?3
      AND e.project_id = ?4 AND e.received_at >= ?5 AND e.received_at < ?6 AND (e.received_at, e.event_id) < (?7, ?8)
    ORDER BY e.received_at DESC, e.event_id DESC LIMIT ?9
) AS found CROSS JOIN events AS e USING (place)
ORDER BY e.received_at DESC, e.event_id DESC`
)

// SearchEvents implements [mesher.EventSearcher].
func (s *Store) SearchEvents(ctx context.Context, project mesher.ProjectID, q mesher.Query, w mesher.Window, limit int) ([]mesher.Match, error) {
	ranking := mesher.NewRanking(q)
	asked, step := q, time.Hour
	var after *mesher.Cursor
	if q.Open() {
		// Each query of the full-text index gathers all rows with words that begin with
		// the prefix.
		step = 8 * 24 * time.Hour
		newest, err := s.lookThrough(ctx, project, w, ranking)
		if err != nil || newest == nil {
			return ranking.Best(limit), s.fail("search events", err)
		}
		last := newest[len(newest)-1].Place()
		asked, after = telling(q, newest), &last
	}
	wanted := ranking.Wanted()
	found := terms{termsOfQuery(project, asked), len(asked.Terms) == len(q.Terms)}
	err := s.walk(ctx, project, found, w, step, after, &wanted, candidateColumns, func(r row) error {
		c, err := scanCandidate(r)
		ranking.Add(c)
		wanted = ranking.Wanted()
		return err
	})
	return ranking.Best(limit), s.fail("search events", err)
}

// lookThrough ranks a project's newest events without the index, as long as one
// in fifty of them is a match, and returns the last of those it examined; none if
// there is nothing left to look for.
func (s *Store) lookThrough(ctx context.Context, project mesher.ProjectID, w mesher.Window, ranking *mesher.Ranking) ([]mesher.Candidate, error) {
	const stride = 1000
	w, err := s.within(ctx, project, w)
	if err != nil {
		return nil, err
	}
	var after *mesher.Cursor
	until := micros(w.Until)
	for wanted := ranking.Wanted(); ; wanted = ranking.Wanted() {
		at, id := cursor(after)
		found, err := list(ctx, s, scanCandidate, newestCandidates, int64(project), micros(w.Since), until, at, id[:], stride)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			ranking.Add(c)
		}
		if len(found) < stride || ranking.Wanted() <= 0 {
			return nil, nil
		}
		if wanted-ranking.Wanted() < stride/50 {
			return found, nil
		}
		last := found[stride-1].Place()
		after, until = &last, last.Value+1 // others may have come in the same microsecond
	}
}

// telling returns a query without the open words that many events have, judged by
// some events: gathering all of those costs more than examining what the other
// words find. The rarest word always stays.
func telling(q mesher.Query, some []mesher.Candidate) (asked mesher.Query) {
	held := make([]int, len(q.Terms))
	for i, t := range q.Terms {
		for _, c := range some {
			if _, ok := (mesher.Query{Terms: []mesher.Term{t}}).Rank(c.Words); ok {
				held[i]++
			}
		}
	}
	for i, t := range q.Terms {
		if !t.Open || held[i] < len(some)/10 || held[i] == slices.Min(held) {
			asked.Terms = append(asked.Terms, t)
		}
	}
	return asked
}

// terms is a query of the index.
type terms struct {
	expression string
	suffice    bool // events with these terms match, and need no second check
}

func termsOfQuery(project mesher.ProjectID, q mesher.Query) string {
	all := []string{quoted(projectTerm(project))}
	for _, t := range q.Terms {
		for i, word := range t.Words {
			term := quoted(word)
			if t.Open && i == len(t.Words)-1 {
				term += "*"
			}
			all = append(all, term)
		}
	}
	return strings.Join(all, " ")
}

func termsOfTag(project mesher.ProjectID, tag mesher.Tag) terms {
	return terms{quoted(projectTerm(project)) + " " + quoted(tagTerm(tag.Key, tag.Value)), true}
}

// quoted returns a term for a query of the index, where all characters but the
// quotes stand for themselves.
func quoted(term string) string { return `"` + strings.ReplaceAll(term, `"`, `""`) + `"` }

// TaggedEvents implements [mesher.EventReader].
func (s *Store) TaggedEvents(ctx context.Context, project mesher.ProjectID, tag mesher.Tag, w mesher.Window, page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
	var events []mesher.EventSummary
	wanted := page.Size() + 1
	err := s.walk(ctx, project, termsOfTag(project, tag), w, time.Hour, page.After, &wanted, summaryColumns, func(r row) error {
		e, err := s.scanSummary(r)
		if e.Tags[tag.Key] == tag.Value {
			events = append(events, e)
			wanted--
		}
		return err
	})
	return mesher.PageOf(events, page.Size(), mesher.EventSummary.Place), s.fail("list events by tag", err)
}

// walk reads a project's newest events that have some terms, in a window and
// after a place, until read wants no more: backwards, with a first window of one
// step.
func (s *Store) walk(ctx context.Context, project mesher.ProjectID, t terms, w mesher.Window, step time.Duration, after *mesher.Cursor,
	wanted *int, columns string, read func(row) error) error {
	w, err := s.within(ctx, project, w)
	if err != nil {
		return err
	}
	at, id := cursor(after)
	if after != nil && at < micros(w.Until) {
		w.Until = fromMicros(at + 1) // others may have come in its last microsecond
	}
	return backwards.Walk(w, step, wanted, func(w mesher.Window) error {
		since, until := micros(w.Since), micros(w.Until)
		first, last, err := s.places(ctx, project, w)
		if err != nil || first > last {
			return err
		}
		limit := *wanted
		if !t.suffice {
			limit = -1 // no limit: how many will do is unknown
		}
		rows, err := s.readers.QueryContext(ctx, `SELECT `+columns+withTerms, t.expression, first, last, int64(project), since, until, at, id[:], limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for *wanted > 0 && rows.Next() {
			if err := read(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// places bounds where a project's events of a window lie: there are none if first
// is beyond last.
func (s *Store) places(ctx context.Context, project mesher.ProjectID, w mesher.Window) (first, last int64, err error) {
	var least, greatest sql.NullInt64
	err = s.readers.QueryRowContext(ctx, placesOf, int64(project), micros(w.Since), micros(w.Until)).Scan(&least, &greatest)
	if !least.Valid {
		return 1, 0, err
	}
	return least.Int64, greatest.Int64, err
}

// within cuts a window to the hours in which the project has events.
func (s *Store) within(ctx context.Context, project mesher.ProjectID, w mesher.Window) (mesher.Window, error) {
	var first, end sql.NullInt64
	if err := s.readers.QueryRowContext(ctx, reach, int64(project)).Scan(&first, &end); err != nil {
		return w, err
	}
	if from := fromMicros(first.Int64); w.Since.Before(from) {
		w.Since = from
	}
	if to := fromMicros(end.Int64); w.Until.IsZero() || w.Until.After(to) {
		w.Until = to
	}
	return w, nil
}

func scanCandidate(r row) (c mesher.Candidate, err error) {
	var (
		level    string
		received int64
	)
	if err := r.Scan(&c.ID, &c.IssueID, &level, &c.Message, &received, &c.Words); err != nil {
		return c, err
	}
	c.ReceivedAt = fromMicros(received)
	c.Level, err = mesher.ParseLevel(level)
	return c, err
}
