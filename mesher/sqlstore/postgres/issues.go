package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	issueColumns = `id, project_id, number, title, culprit, level, status,
       event_count, user_count, first_seen, last_seen, assigned_to, regressed, explanation`

	// A merged issue leads to the one it was merged into.
	findIssue = `
SELECT ` + issueColumns + ` FROM issues WHERE id = coalesce((SELECT into_id FROM merged_issues WHERE id = $1), $1)`

	latestEvent = `
SELECT event_id, project_id, received_at, payload FROM events
WHERE issue_id = $1 AND day = ANY ($2::date[]) ORDER BY received_at DESC, event_id DESC LIMIT 1`
)

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
	at, _ := cursor(nil)
	days, err := list(ctx, s, pgx.RowTo[time.Time], issueDays, issue, at, 1)
	if err != nil {
		return nil, s.fail("latest event", err)
	}
	e, err := one(ctx, s, s.scanEvent, latestEvent, planned, issue, days)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, mesher.Errorf(mesher.NotFound, "issue %s has no events", issue)
	}
	return e, s.fail("latest event", err)
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

func (s *Store) scanEvent(r pgx.CollectableRow) (*mesher.Event, error) { return s.readEvent(r) }

// readEvent reads a row of event_id, project_id, received_at and payload, and more.
func (s *Store) readEvent(r plain.Row, more ...any) (*mesher.Event, error) {
	var (
		id       uuid.UUID
		project  mesher.ProjectID
		received time.Time
		payload  []byte
	)
	if err := r.Scan(append([]any{&id, &project, &received, &payload}, more...)...); err != nil {
		return nil, err
	}
	e, err := s.payload.Decode(payload)
	if err != nil {
		return nil, err
	}
	e.ID, e.ProjectID, e.ReceivedAt = id, project, received.UTC()
	return e, nil
}
