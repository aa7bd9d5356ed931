package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	summaryColumns = `event_id, issue_id, level, message, received_at, tags`

	// The days of an issue's next events, from its hourly counts, so that only these
	// partitions are opened. Each row counts one event at least.
	issueDays = `
SELECT DISTINCT (hour AT TIME ZONE 'UTC')::date FROM (
    SELECT hour FROM issue_hours WHERE issue_id = $1 AND hour <= $2 ORDER BY hour DESC LIMIT $3
) AS hours`

	issueDaysAfter = `
SELECT DISTINCT (hour AT TIME ZONE 'UTC')::date FROM (
    SELECT hour FROM issue_hours WHERE issue_id = $1 AND hour >= $2 ORDER BY hour LIMIT $3
) AS hours`

	listIssueEvents = `
SELECT ` + summaryColumns + ` FROM events
WHERE issue_id = $1 AND project_id = $2 AND day = ANY ($3::date[]) AND (received_at, event_id) < ($4, $5)
ORDER BY received_at DESC, event_id DESC LIMIT $6`

	nextInIssue = `
SELECT event_id FROM events
WHERE issue_id = $1 AND project_id = $2 AND day = ANY ($3::date[]) AND (received_at, event_id) > ($4, $5)
ORDER BY received_at, event_id LIMIT 1`

	findStored = `
SELECT event_id, project_id, received_at, payload, issue_id FROM events
WHERE project_id = ANY ($1::bigint[]) AND event_id = $2`

	theNewest  = ` ORDER BY day DESC, received_at DESC LIMIT 1`
	fromTheDay = ` AND day >= $3`
)

const (
	// levelsInHour is how many rows an hour of an issue has at most: all rows of the
	// hour in which a page ends may have been read already.
	levelsInHour = 5
	// recentDays is how many days back most events are that people look at.
	recentDays = 7
)

// IssueEvents implements [mesher.EventReader].
func (s *Store) IssueEvents(ctx context.Context, project mesher.ProjectID, issue uuid.UUID, page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
	events, err := s.issueEvents(ctx, project, issue, page.After, page.Size()+1)
	return mesher.PageOf(events, page.Size(), mesher.EventSummary.Place), s.fail("list events of an issue", err)
}

func (s *Store) issueEvents(ctx context.Context, project mesher.ProjectID, issue uuid.UUID, after *mesher.Cursor, limit int) ([]mesher.EventSummary, error) {
	at, id := cursor(after)
	days, err := list(ctx, s, pgx.RowTo[time.Time], issueDays, issue, at, limit+levelsInHour)
	if err != nil || len(days) == 0 {
		return nil, err
	}
	return list(ctx, s, scanSummary, listIssueEvents, planned, issue, int64(project), days, at, id, limit)
}

// cursor returns a place in a list, newest first, as parameters; nil is the place
// before all.
func cursor(after *mesher.Cursor) (at pgtype.Timestamptz, id uuid.UUID) {
	if after == nil {
		return pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}, uuid.Max
	}
	return pgtype.Timestamptz{Time: time.UnixMicro(after.Value), Valid: true}, after.ID
}

// Event implements [mesher.EventReader].
func (s *Store) Event(ctx context.Context, projects []mesher.ProjectID, id uuid.UUID) (found mesher.StoredEvent, err error) {
	numbers := make([]int64, len(projects))
	for i, p := range projects {
		numbers[i] = int64(p)
	}
	found, err = s.findStored(ctx, numbers, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return found, mesher.Errorf(mesher.NotFound, "there is no event %s", id)
	}
	if err == nil {
		err = s.findNeighbours(ctx, &found)
	}
	return found, s.fail("find event", err)
}

// findStored looks for an event whose day is unknown: first in the last days,
// then in all.
func (s *Store) findStored(ctx context.Context, projects []int64, id uuid.UUID) (mesher.StoredEvent, error) {
	recent := mesher.DayOf(time.Now()) - recentDays
	found, err := one(ctx, s, s.scanStored, findStored+fromTheDay+theNewest, planned, projects, id, recent.Start())
	if errors.Is(err, pgx.ErrNoRows) {
		return s.findOfAnyDay(ctx, projects, id)
	}
	return found, err
}

// findOfAnyDay looks in all partitions: that takes a millisecond, and twenty more
// to plan. So it is planned once, for any arguments. By default the server would
// plan it again for each number of projects.
func (s *Store) findOfAnyDay(ctx context.Context, projects []int64, id uuid.UUID) (found mesher.StoredEvent, err error) {
	err = s.with(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			var p pgx.Batch
			p.Queue(`SET LOCAL plan_cache_mode = force_generic_plan`)
			p.Queue(findStored+theNewest, projects, id).Query(func(rows pgx.Rows) (err error) {
				found, err = pgx.CollectOneRow(rows, s.scanStored)
				return err
			})
			return tx.SendBatch(ctx, &p).Close()
		})
	})
	return found, err
}

func (s *Store) findNeighbours(ctx context.Context, e *mesher.StoredEvent) error {
	at, project := e.Event.ReceivedAt, e.Event.ProjectID
	before, err := s.issueEvents(ctx, project, e.IssueID, &mesher.Cursor{Value: at.UnixMicro(), ID: e.Event.ID}, 1)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		e.PrevID = before[0].ID
	}
	days, err := list(ctx, s, pgx.RowTo[time.Time], issueDaysAfter, e.IssueID, at.Truncate(time.Hour), 1+levelsInHour)
	if err != nil {
		return err
	}
	e.NextID, err = one(ctx, s, pgx.RowTo[uuid.UUID], nextInIssue, planned, e.IssueID, int64(project), days, at, e.Event.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

func (s *Store) scanStored(r pgx.CollectableRow) (e mesher.StoredEvent, err error) {
	e.Event, err = s.readEvent(r, &e.IssueID)
	return e, err
}

func scanSummary(r pgx.CollectableRow) (e mesher.EventSummary, err error) {
	var (
		level string
		tags  []byte
	)
	if err := r.Scan(&e.ID, &e.IssueID, &level, &e.Message, &e.ReceivedAt, &tags); err != nil {
		return e, err
	}
	e.ReceivedAt = e.ReceivedAt.UTC()
	if e.Level, err = mesher.ParseLevel(level); err != nil {
		return e, err
	}
	return e, json.Unmarshal(tags, &e.Tags)
}
