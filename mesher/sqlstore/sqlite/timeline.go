package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	summaryColumns = `e.event_id, e.issue_id, e.level, e.message, e.received_at, e.payload`

	// The engine's own choice might be to go through the whole project.
	listIssueEvents = `
SELECT ` + summaryColumns + ` FROM events AS e INDEXED BY events_by_issue
WHERE e.issue_id = ? AND e.project_id = ? AND (e.received_at, e.event_id) < (?, ?)
ORDER BY e.received_at DESC, e.event_id DESC LIMIT ?`

	nextInIssue = `
SELECT event_id FROM events INDEXED BY events_by_issue WHERE issue_id = ? AND project_id = ? AND (received_at, event_id) > (?, ?)
ORDER BY received_at, event_id LIMIT 1`

	// The key of events begins with their day: it is looked up for each day on
	// which the project may have some.
	findStored = `
WITH RECURSIVE days (day) AS (
    SELECT max(hour) / 86400000000 FROM project_hours WHERE project_id = ?1
    UNION ALL
    SELECT day - 1 FROM days WHERE day > (SELECT min(hour) / 86400000000 FROM project_hours WHERE project_id = ?1)
)
SELECT e.event_id, e.project_id, e.received_at, e.payload, e.issue_id
FROM days CROSS JOIN events AS e ON e.day = days.day AND e.project_id = ?1 AND e.event_id = ?2
ORDER BY e.day DESC LIMIT 1`
)

// IssueEvents implements [mesher.EventReader].
func (s *Store) IssueEvents(ctx context.Context, project mesher.ProjectID, issue uuid.UUID, page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
	events, err := s.issueEvents(ctx, project, issue, page.After, page.Size()+1)
	return mesher.PageOf(events, page.Size(), mesher.EventSummary.Place), s.fail("list events of an issue", err)
}

func (s *Store) issueEvents(ctx context.Context, project mesher.ProjectID, issue uuid.UUID, after *mesher.Cursor, limit int) ([]mesher.EventSummary, error) {
	at, id := cursor(after)
	return list(ctx, s, s.scanSummary, listIssueEvents, issue[:], int64(project), at, id[:], limit)
}

// cursor returns a place in a list, newest first, as parameters; nil is the place
// before all.
func cursor(after *mesher.Cursor) (at int64, id uuid.UUID) {
	if after == nil {
		return math.MaxInt64, uuid.Max
	}
	return after.Value, after.ID
}

// Event implements [mesher.EventReader].
func (s *Store) Event(ctx context.Context, projects []mesher.ProjectID, id uuid.UUID) (newest mesher.StoredEvent, err error) {
	for _, project := range projects {
		found, err := one(ctx, s, s.scanStored, findStored, int64(project), id[:])
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return found, s.fail("find event", err)
		}
		if newest.Event == nil || found.Event.ReceivedAt.After(newest.Event.ReceivedAt) {
			newest = found
		}
	}
	if newest.Event == nil {
		return newest, mesher.Errorf(mesher.NotFound, "there is no event %s", id)
	}
	return newest, s.fail("find event", s.findNeighbours(ctx, &newest))
}

func (s *Store) findNeighbours(ctx context.Context, e *mesher.StoredEvent) error {
	at, project := micros(e.Event.ReceivedAt), e.Event.ProjectID
	before, err := s.issueEvents(ctx, project, e.IssueID, &mesher.Cursor{Value: at, ID: e.Event.ID}, 1)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		e.PrevID = before[0].ID
	}
	e.NextID, err = one(ctx, s, func(r row) (id uuid.UUID, err error) { return id, r.Scan(&id) },
		nextInIssue, e.IssueID[:], int64(project), at, e.Event.ID[:])
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

func (s *Store) scanStored(r row) (e mesher.StoredEvent, err error) {
	var (
		id       uuid.UUID
		project  mesher.ProjectID
		received int64
		payload  []byte
	)
	if err := r.Scan(&id, &project, &received, &payload, &e.IssueID); err != nil {
		return e, err
	}
	if e.Event, err = s.payload.Decode(payload); err != nil {
		return e, err
	}
	e.Event.ID, e.Event.ProjectID, e.Event.ReceivedAt = id, project, fromMicros(received)
	return e, nil
}

func (s *Store) scanSummary(r row) (e mesher.EventSummary, err error) {
	var (
		level    string
		received int64
		payload  []byte
	)
	if err := r.Scan(&e.ID, &e.IssueID, &level, &e.Message, &received, &payload); err != nil {
		return e, err
	}
	e.ReceivedAt = fromMicros(received)
	if e.Level, err = mesher.ParseLevel(level); err != nil {
		return e, err
	}
	whole, err := s.payload.Decode(payload)
	if err != nil {
		return e, err
	}
	e.Tags = whole.SearchedTags()
	return e, nil
}
