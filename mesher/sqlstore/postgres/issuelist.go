package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/listing"
)

// dialect is how this engine spells the query for a page of issues. Upper and
// lower case are those of ASCII, so that the database's locale does not matter.
var dialect = listing.Dialect{
	Param:    func(n int) string { return "$" + strconv.Itoa(n) },
	Time:     func(t time.Time) any { return t },
	ID:       func(id uuid.UUID) any { return id },
	Contains: func(column, pattern string) string { return `lower(` + column + ` COLLATE "C") LIKE ` + pattern },
	AnyOf:    func(column, list string) string { return column + " = ANY (" + list + ")" },
	IDs:      func(ids []uuid.UUID) any { return ids },
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
	issues, err := list(ctx, s, scanIssue, query, args...)
	return mesher.PageOf(issues, q.Size(), q.Sort.Place), s.fail("list issues", err)
}

// taggedIssues returns the issues of the newest events with a tag.
func (s *Store) taggedIssues(ctx context.Context, project mesher.ProjectID, tag mesher.Tag, since time.Time) ([]uuid.UUID, error) {
	seen := make(map[uuid.UUID]bool)
	var issues []uuid.UUID
	wanted := mesher.MaxTagged
	err := s.walkTagged(ctx, project, tag, mesher.Window{Since: since}, nil, &wanted, "issue_id", func(r pgx.CollectableRow) error {
		var id uuid.UUID
		err := r.Scan(&id)
		if !seen[id] {
			seen[id] = true
			issues = append(issues, id)
		}
		return err
	})
	return issues, err
}

const issueValues = `
SELECT key, value, first_seen, last_seen FROM issue_values WHERE issue_id = $1
ORDER BY key, last_seen DESC, value COLLATE "C" LIMIT 2000`

// IssueFacts implements [mesher.IssueLister].
func (s *Store) IssueFacts(ctx context.Context, project mesher.ProjectID, issue uuid.UUID) (facts mesher.IssueFacts, err error) {
	values, err := list(ctx, s, pgx.RowToStructByPos[listing.Value], issueValues, issue)
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
