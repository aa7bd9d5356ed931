package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mesh-actors/mesh/mesher"
)

// Sizes of a page of issues.
const (
	defaultPage = 25
	maxPage     = 100
)

const (
	issueColumns = `id, project_id, number, title, culprit, level, status,
       event_count, user_count, first_seen, last_seen, assigned_to, regressed, explanation`

	// A page costs the same wherever it is in the list: it begins by a seek
	// in the index that has the list's order.
	listIssues = `
SELECT ` + issueColumns + ` FROM issues
WHERE project_id = $1 AND (last_seen, id) < ($2, $3)
ORDER BY last_seen DESC, id DESC LIMIT $4`

	// One that was merged is found as the other.
	findIssue = `
SELECT ` + issueColumns + ` FROM issues WHERE id = coalesce((SELECT into_id FROM merged_issues WHERE id = $1), $1)`

	setStatus = `UPDATE issues SET status = $1, resolved_at = $2, regressed = false WHERE id = $3`

	latestEvent = `
SELECT event_id, project_id, received_at, payload FROM events
WHERE issue_id = $1 ORDER BY received_at DESC, event_id DESC LIMIT 1`
)

// Issues implements [mesher.IssueReader]. Issues seen last at the same time
// are in descending order of their ids.
func (s *Store) Issues(ctx context.Context, project mesher.ProjectID, page mesher.IssuePage) ([]mesher.Issue, error) {
	limit := min(page.Limit, maxPage)
	if limit <= 0 {
		limit = defaultPage
	}
	after := pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true} // before the first
	if !page.AfterTime.IsZero() {
		after = pgtype.Timestamptz{Time: page.AfterTime, Valid: true}
	}
	issues, err := list(ctx, s, scanIssue, listIssues, int64(project), after, page.AfterID, limit)
	return issues, s.fail("list issues", err)
}

// Issue implements [mesher.IssueReader].
func (s *Store) Issue(ctx context.Context, id uuid.UUID) (mesher.Issue, error) {
	issue, err := one(ctx, s, scanIssue, findIssue, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return mesher.Issue{}, mesher.Errorf(mesher.NotFound, "there is no issue %s", id)
	}
	return issue, s.fail("find issue", err)
}

// LatestEvent implements [mesher.IssueReader].
func (s *Store) LatestEvent(ctx context.Context, issue uuid.UUID) (*mesher.Event, error) {
	e, err := one(ctx, s, s.scanEvent, latestEvent, issue)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, mesher.Errorf(mesher.NotFound, "issue %s has no events", issue)
	}
	return e, s.fail("latest event", err)
}

// SetStatus implements [mesher.IssueWriter].
func (s *Store) SetStatus(ctx context.Context, id uuid.UUID, status mesher.Status, at time.Time) error {
	resolved := pgtype.Timestamptz{Time: at, Valid: status == mesher.Resolved}
	changed, err := s.change(ctx, setStatus, string(status), resolved, id)
	if err == nil && !changed {
		return mesher.Errorf(mesher.NotFound, "there is no issue %s", id)
	}
	return s.fail("set status", err)
}

func scanIssue(r pgx.CollectableRow) (mesher.Issue, error) {
	var (
		i           mesher.Issue
		level       string
		explanation []byte
	)
	err := r.Scan(&i.ID, &i.ProjectID, &i.Number, &i.Title, &i.Culprit, &level, &i.Status,
		&i.EventCount, &i.UserCount, &i.FirstSeen, &i.LastSeen, &i.AssignedTo, &i.Regressed, &explanation)
	if err != nil {
		return mesher.Issue{}, err
	}
	if i.Level, err = mesher.ParseLevel(level); err != nil {
		return mesher.Issue{}, err
	}
	i.FirstSeen, i.LastSeen = i.FirstSeen.UTC(), i.LastSeen.UTC()
	if err := json.Unmarshal(explanation, &i.Grouping); err != nil {
		return mesher.Issue{}, fmt.Errorf("explanation of issue %s: %w", i.ID, err)
	}
	return i, nil
}

func (s *Store) scanEvent(r pgx.CollectableRow) (*mesher.Event, error) {
	var (
		id       uuid.UUID
		project  mesher.ProjectID
		received time.Time
		payload  []byte
	)
	if err := r.Scan(&id, &project, &received, &payload); err != nil {
		return nil, err
	}
	e, err := s.payload.Decode(payload)
	if err != nil {
		return nil, err
	}
	e.ID, e.ProjectID, e.ReceivedAt = id, project, received.UTC()
	return e, nil
}
