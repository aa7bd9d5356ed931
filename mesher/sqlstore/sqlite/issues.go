package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	issueColumns = `id, project_id, number, title, culprit, level, status,
       event_count, user_count, first_seen, last_seen, assigned_to, regressed, explanation`

	// A merged issue leads to the one it was merged into.
	findIssue = `
SELECT ` + issueColumns + ` FROM issues WHERE id = coalesce((SELECT into_id FROM merged_issues WHERE id = ?1), ?1)`

	latestEvent = `
SELECT event_id, project_id, received_at, payload FROM events
WHERE issue_id = ? ORDER BY received_at DESC, rowid DESC LIMIT 1`
)

// Issue implements [mesher.IssueReader].
func (s *Store) Issue(ctx context.Context, id uuid.UUID) (mesher.Issue, error) {
	issue, err := scanIssue(s.read.issue.QueryRowContext(ctx, id[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return mesher.Issue{}, mesher.Errorf(mesher.NotFound, "there is no issue %s", id)
	}
	return issue, s.fail("find issue", err)
}

// LatestEvent implements [mesher.IssueReader].
func (s *Store) LatestEvent(ctx context.Context, issue uuid.UUID) (*mesher.Event, error) {
	var (
		id       uuid.UUID
		project  mesher.ProjectID
		received int64
		payload  []byte
	)
	err := s.read.latestEvent.QueryRowContext(ctx, issue[:]).Scan(&id, &project, &received, &payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, mesher.Errorf(mesher.NotFound, "issue %s has no events", issue)
	}
	if err != nil {
		return nil, s.fail("latest event", err)
	}
	e, err := s.payload.Decode(payload)
	if err != nil {
		return nil, s.fail("latest event", err)
	}
	e.ID, e.ProjectID, e.ReceivedAt = id, project, fromMicros(received)
	return e, nil
}

// mustChange turns a statement that changed no row into a NotFound error.
func mustChange(result sql.Result, err error, format string, args ...any) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return mesher.Errorf(mesher.NotFound, format, args...)
	}
	return err
}

// A row is a [sql.Row], or the current one of [sql.Rows].
type row interface{ Scan(into ...any) error }

func scanIssue(r row) (mesher.Issue, error) {
	var (
		i           mesher.Issue
		level       string
		first, last int64
		explanation []byte
	)
	err := r.Scan(&i.ID, &i.ProjectID, &i.Number, &i.Title, &i.Culprit, &level, &i.Status,
		&i.EventCount, &i.UserCount, &first, &last, &i.AssignedTo, &i.Regressed, &explanation)
	if err != nil {
		return mesher.Issue{}, err
	}
	if i.Level, err = mesher.ParseLevel(level); err != nil {
		return mesher.Issue{}, err
	}
	i.FirstSeen, i.LastSeen = fromMicros(first), fromMicros(last)
	if err := json.Unmarshal(explanation, &i.Grouping); err != nil {
		return mesher.Issue{}, fmt.Errorf("explanation of issue %s: %w", i.ID, err)
	}
	return i, nil
}
