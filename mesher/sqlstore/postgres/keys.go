package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	keyColumns = `k.id, k.project_id, k.value, k.label, k.created_at`

	keyByValue = `
SELECT ` + projectColumns + `, ` + keyColumns + ` FROM keys AS k JOIN projects AS p ON p.id = k.project_id
WHERE k.value = $1 AND k.revoked_at IS NULL`

	insertKey = `
INSERT INTO keys AS k (id, project_id, value, label, created_at) VALUES ($1, $2, $3, $4, now()) RETURNING ` + keyColumns

	// A key revoked again keeps its first time of revocation.
	revokeKey = `UPDATE keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1`
)

// A keyed is a project with one of its keys.
type keyedProject struct {
	project mesher.Project
	key     mesher.Key
}

// KeyByValue implements [mesher.ProjectStore].
func (s *Store) KeyByValue(ctx context.Context, value string) (mesher.Key, mesher.Project, error) {
	found, err := one(ctx, s, scanKeyedProject, keyByValue, value)
	if errors.Is(err, pgx.ErrNoRows) {
		return mesher.Key{}, mesher.Project{}, mesher.Errorf(mesher.NotFound, "there is no such key, or it was revoked")
	}
	return found.key, found.project, s.fail("find key", err)
}

// CreateKey implements [mesher.ProjectStore].
func (s *Store) CreateKey(ctx context.Context, project mesher.ProjectID, label string) (mesher.Key, error) {
	key, err := one(ctx, s, scanKey, insertKey, newKey(project, label)...)
	if hasState(err, foreignKeyViolation) {
		return mesher.Key{}, mesher.Errorf(mesher.NotFound, "there is no project %d", project)
	}
	return key, s.fail("create key", err)
}

// RevokeKey implements [mesher.ProjectStore].
func (s *Store) RevokeKey(ctx context.Context, id uuid.UUID) error {
	changed, err := s.change(ctx, revokeKey, id)
	if err == nil && !changed {
		return mesher.Errorf(mesher.NotFound, "there is no key %s", id)
	}
	return s.fail("revoke key", err)
}

// newKey returns the arguments of insertKey.
func newKey(project mesher.ProjectID, label string) []any {
	return []any{uuid.Must(uuid.NewV7()), int64(project), mesher.NewKeyValue(), label}
}

func scanKey(r pgx.CollectableRow) (k mesher.Key, err error) {
	err = r.Scan(keyFields(&k)...)
	k.CreatedAt = k.CreatedAt.UTC()
	return k, err
}

// keyFields returns where keyColumns are scanned.
func keyFields(k *mesher.Key) []any {
	return []any{&k.ID, &k.ProjectID, &k.Value, &k.Label, &k.CreatedAt}
}

func scanKeyedProject(r pgx.CollectableRow) (found keyedProject, err error) {
	err = r.Scan(append(projectFields(&found.project), keyFields(&found.key)...)...)
	found.key.CreatedAt = found.key.CreatedAt.UTC()
	return found, err
}
