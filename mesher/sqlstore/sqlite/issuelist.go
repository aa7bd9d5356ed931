package sqlite

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/listing"
)

// dialect is how this engine spells the query for a page of issues.
var dialect = listing.Dialect{
	Param:    func(n int) string { return "?" + strconv.Itoa(n) },
	Time:     func(t time.Time) any { return micros(t) },
	ID:       func(id uuid.UUID) any { return id[:] },
	Contains: func(column, pattern string) string { return `lower(` + column + `) LIKE ` + pattern + ` ESCAPE '\'` },
	AnyOf: func(column, list string) string {
		return "hex(" + column + ") IN (SELECT value FROM json_each(" + list + "))"
	},
	IDs: hexes,
}

// hexes returns a list of ids as one parameter: JSON of their digits.
func hexes(ids []uuid.UUID) any {
	var b strings.Builder
	b.WriteByte('[')
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + strings.ToUpper(strings.ReplaceAll(id.String(), "-", "")) + `"`)
	}
	return b.String() + "]"
}

// ListIssues implements [mesher.IssueLister].
func (s *Store) ListIssues(ctx context.Context, project mesher.ProjectID, q mesher.IssueQuery) (page mesher.Page[mesher.Issue], err error) {
	var tagged []uuid.UUID
	if listing.NeedsTagged(q.IssueFilter) {
		if tagged, err = s.taggedIssues(ctx, project, q.Tag, q.Window.Since); err != nil {
			return page, s.fail("list issues", err)
		}
	}
	query, args, err := listing.Issues(dialect, issueColumns, project, q, tagged)
	if err != nil {
		return page, err
	}
	issues, err := list(ctx, s, func(r row) (mesher.Issue, error) { return scanIssue(r) }, query, args...)
	return mesher.PageOf(issues, q.Size(), q.Sort.Place), s.fail("list issues", err)
}

// taggedIssues returns the issues of the newest events with a tag.
func (s *Store) taggedIssues(ctx context.Context, project mesher.ProjectID, tag mesher.Tag, since time.Time) ([]uuid.UUID, error) {
	seen := make(map[uuid.UUID]bool)
	var issues []uuid.UUID
	wanted := mesher.MaxTagged
	err := s.walk(ctx, project, termsOfTag(project, tag), mesher.Window{Since: since}, time.Hour, nil, &wanted, "e.issue_id", func(r row) error {
		var id uuid.UUID
		err := r.Scan(&id)
		wanted--
		if !seen[id] {
			seen[id] = true
			issues = append(issues, id)
		}
		return err
	})
	return issues, err
}

const issueValues = `
SELECT key, value, first_seen, last_seen FROM issue_values WHERE issue_id = ?
ORDER BY key, last_seen DESC, value LIMIT 2000`

// IssueFacts implements [mesher.IssueLister].
func (s *Store) IssueFacts(ctx context.Context, project mesher.ProjectID, issue uuid.UUID) (facts mesher.IssueFacts, err error) {
	values, err := list(ctx, s, func(r row) (v listing.Value, err error) {
		var first, last int64
		err = r.Scan(&v.Key, &v.Value, &first, &last)
		v.FirstSeen, v.LastSeen = fromMicros(first), fromMicros(last)
		return v, err
	}, issueValues, issue[:])
	if err != nil {
		return facts, s.fail("issue facts", err)
	}
	facts = listing.Facts(values)
	var tags mesher.TagCounter
	events, err := s.issueEvents(ctx, project, issue, nil, mesher.MaxCounted)
	for _, e := range events {
		tags.Add(e.Tags)
	}
	facts.Tags, facts.TagsOf = tags.Breakdown(), tags.Events
	return facts, s.fail("issue facts", err)
}

// list runs a query and reads every row.
func list[T any](ctx context.Context, s *Store, scan func(row) (T, error), query string, args ...any) (found []T, err error) {
	rows, err := s.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

// one reads the only row; [sql.ErrNoRows] if there is none.
func one[T any](ctx context.Context, s *Store, scan func(row) (T, error), query string, args ...any) (T, error) {
	found, err := list(ctx, s, scan, query, args...)
	if err == nil && len(found) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}
