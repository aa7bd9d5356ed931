package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	isolate = `
INSERT INTO quarantine (id, project_id, event_id, isolated_at, reason, payload) VALUES ($1, $2, $3, now(), $4, $5)
ON CONFLICT DO NOTHING`

	listIsolated = `
SELECT id, isolated_at, reason, payload FROM quarantine WHERE project_id = $1 AND id < $2 ORDER BY id DESC LIMIT 100`

	findIsolated   = `SELECT id, isolated_at, reason, payload FROM quarantine WHERE id = $1`
	findIsolatedAs = `
SELECT id, isolated_at, reason, payload FROM quarantine WHERE project_id = ANY($1) AND event_id = $2 ORDER BY id DESC LIMIT 1`
	deleteIsolated = `DELETE FROM quarantine WHERE id = $1`
)

// Isolate implements [mesher.Quarantine].
func (s *Store) Isolate(ctx context.Context, r mesher.Record, reason string) error {
	payload, err := s.payload.Pack(r)
	if err != nil {
		return s.fail("isolate", err)
	}
	// The database's error may quote the text that it refused.
	reason = strings.ToValidUTF8(strings.ReplaceAll(reason, "\x00", ""), "")
	_, err = s.change(ctx, isolate, uuid.Must(uuid.NewV7()), int64(r.Event.ProjectID), r.Event.ID, reason, payload)
	return s.fail("isolate", err)
}

// Isolated implements [mesher.Quarantine].
func (s *Store) Isolated(ctx context.Context, project mesher.ProjectID, before uuid.UUID) ([]mesher.IsolatedEvent, error) {
	all, err := list(ctx, s, s.scanIsolated, listIsolated, int64(project), before)
	for _, i := range all {
		i.Event.Sent = nil
	}
	return all, s.fail("list isolated", err)
}

// IsolatedEvent implements [mesher.Quarantine].
func (s *Store) IsolatedEvent(ctx context.Context, id uuid.UUID) (mesher.IsolatedEvent, error) {
	found, err := one(ctx, s, s.scanIsolated, findIsolated, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return mesher.IsolatedEvent{}, mesher.Errorf(mesher.NotFound, "the quarantine has no event %s", id)
	}
	return found, s.fail("find isolated", err)
}

// IsolatedAs implements [mesher.Quarantine].
func (s *Store) IsolatedAs(ctx context.Context, projects []mesher.ProjectID, event uuid.UUID) (mesher.IsolatedEvent, error) {
	found, err := one(ctx, s, s.scanIsolated, findIsolatedAs, projects, event)
	if errors.Is(err, pgx.ErrNoRows) {
		return mesher.IsolatedEvent{}, mesher.Errorf(mesher.NotFound, "the quarantine has no event that was sent as %s", event)
	}
	return found, s.fail("find isolated", err)
}

// DeleteIsolated implements [mesher.Quarantine].
func (s *Store) DeleteIsolated(ctx context.Context, id uuid.UUID) error {
	changed, err := s.change(ctx, deleteIsolated, id)
	if err == nil && !changed {
		return mesher.Errorf(mesher.NotFound, "the quarantine has no event %s", id)
	}
	return s.fail("delete isolated", err)
}

func (s *Store) scanIsolated(r pgx.CollectableRow) (i mesher.IsolatedEvent, err error) {
	var payload []byte
	if err = r.Scan(&i.ID, &i.IsolatedAt, &i.Reason, &payload); err != nil {
		return i, err
	}
	i.IsolatedAt = i.IsolatedAt.UTC()
	i.Event, err = s.payload.Decode(payload)
	return i, err
}
