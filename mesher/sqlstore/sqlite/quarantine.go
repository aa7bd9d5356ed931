package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	isolate = `
INSERT INTO quarantine (id, project_id, event_id, isolated_at, reason, payload) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

	listIsolated = `
SELECT id, isolated_at, reason, payload FROM quarantine WHERE project_id = ? AND id < ? ORDER BY id DESC LIMIT 100`

	findIsolated   = `SELECT id, isolated_at, reason, payload FROM quarantine WHERE id = ?`
	findIsolatedAs = `SELECT id, isolated_at, reason, payload FROM quarantine WHERE project_id = ? AND event_id = ?`
	deleteIsolated = `DELETE FROM quarantine WHERE id = ?`
)

// Isolate implements [mesher.Quarantine].
func (s *Store) Isolate(ctx context.Context, r mesher.Record, reason string) error {
	payload, err := s.payload.Pack(r)
	if err != nil {
		return s.fail("isolate", err)
	}
	id := uuid.Must(uuid.NewV7())
	return s.fail("isolate", s.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(isolate, id[:], int64(r.Event.ProjectID), r.Event.ID[:], now(), reason, payload)
		return err
	}))
}

// Isolated implements [mesher.Quarantine].
func (s *Store) Isolated(ctx context.Context, project mesher.ProjectID, before uuid.UUID) ([]mesher.IsolatedEvent, error) {
	rows, err := s.readers.QueryContext(ctx, listIsolated, int64(project), before[:])
	if err != nil {
		return nil, s.fail("list isolated", err)
	}
	defer rows.Close()
	var all []mesher.IsolatedEvent
	for rows.Next() {
		one, err := s.scanIsolated(rows)
		if err != nil {
			return nil, s.fail("list isolated", err)
		}
		one.Event.Sent = nil
		all = append(all, one)
	}
	return all, s.fail("list isolated", rows.Err())
}

// IsolatedEvent implements [mesher.Quarantine].
func (s *Store) IsolatedEvent(ctx context.Context, id uuid.UUID) (mesher.IsolatedEvent, error) {
	found, err := s.scanIsolated(s.readers.QueryRowContext(ctx, findIsolated, id[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return mesher.IsolatedEvent{}, mesher.Errorf(mesher.NotFound, "the quarantine has no event %s", id)
	}
	return found, s.fail("find isolated", err)
}

// IsolatedAs implements [mesher.Quarantine].
func (s *Store) IsolatedAs(ctx context.Context, projects []mesher.ProjectID, event uuid.UUID) (newest mesher.IsolatedEvent, err error) {
	for _, project := range projects {
		found, err := one(ctx, s, s.scanIsolated, findIsolatedAs, int64(project), event[:])
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return found, s.fail("find isolated", err)
		}
		if newest.Event == nil || bytes.Compare(found.ID[:], newest.ID[:]) > 0 {
			newest = found
		}
	}
	if newest.Event == nil {
		return newest, mesher.Errorf(mesher.NotFound, "the quarantine has no event that was sent as %s", event)
	}
	return newest, nil
}

// DeleteIsolated implements [mesher.Quarantine].
func (s *Store) DeleteIsolated(ctx context.Context, id uuid.UUID) error {
	return s.fail("delete isolated", s.transact(ctx, func(tx *sql.Tx) error {
		result, err := tx.Exec(deleteIsolated, id[:])
		return mustChange(result, err, "the quarantine has no event %s", id)
	}))
}

func (s *Store) scanIsolated(r row) (i mesher.IsolatedEvent, err error) {
	var (
		at      int64
		payload []byte
	)
	if err = r.Scan(&i.ID, &at, &i.Reason, &payload); err != nil {
		return i, err
	}
	i.IsolatedAt = fromMicros(at)
	i.Event, err = s.payload.Decode(payload)
	return i, err
}
