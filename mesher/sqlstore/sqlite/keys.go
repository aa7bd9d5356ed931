package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	keyColumns = `k.id, k.project_id, k.value, k.label, k.created_at`

	keyByValue = `
SELECT ` + projectColumns + `, ` + keyColumns + ` FROM keys AS k JOIN projects AS p ON p.id = k.project_id
WHERE k.value = ? AND k.revoked_at IS NULL`

	insertKey = `INSERT INTO keys (id, project_id, value, label, created_at) VALUES (?, ?, ?, ?, ?)`

	// A key revoked again keeps its first time of revocation.
	revokeKey = `UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?`
)

// KeyByValue implements [mesher.ProjectStore].
func (s *Store) KeyByValue(ctx context.Context, value string) (mesher.Key, mesher.Project, error) {
	k, p, err := scanKey(s.read.keyByValue.QueryRowContext(ctx, value))
	if errors.Is(err, sql.ErrNoRows) {
		return mesher.Key{}, mesher.Project{}, mesher.Errorf(mesher.NotFound, "there is no such key, or it was revoked")
	}
	return k, p, s.fail("find key", err)
}

// CreateKey implements [mesher.ProjectStore].
func (s *Store) CreateKey(ctx context.Context, project mesher.ProjectID, label string) (mesher.Key, error) {
	var key mesher.Key
	err := s.transact(ctx, func(tx *sql.Tx) (err error) {
		key, err = addKey(tx, project, label)
		return err
	})
	if isOrphan(err) {
		return mesher.Key{}, mesher.Errorf(mesher.NotFound, "there is no project %d", project)
	}
	return key, s.fail("create key", err)
}

// RevokeKey implements [mesher.ProjectStore].
func (s *Store) RevokeKey(ctx context.Context, id uuid.UUID) error {
	return s.fail("revoke key", s.transact(ctx, func(tx *sql.Tx) error {
		result, err := tx.Exec(revokeKey, now(), id[:])
		return mustChange(result, err, "there is no key %s", id)
	}))
}

func addKey(tx *sql.Tx, project mesher.ProjectID, label string) (mesher.Key, error) {
	at := now()
	k := mesher.Key{ID: uuid.Must(uuid.NewV7()), ProjectID: project, Value: mesher.NewKeyValue(), Label: label, CreatedAt: fromMicros(at)}
	_, err := tx.Exec(insertKey, k.ID[:], int64(project), k.Value, label, at)
	if err != nil {
		return mesher.Key{}, err
	}
	return k, nil
}

// scanKey reads a valid key and its project.
func scanKey(r row) (mesher.Key, mesher.Project, error) {
	var (
		k       mesher.Key
		created int64
	)
	p, err := scanProject(r, &k.ID, &k.ProjectID, &k.Value, &k.Label, &created)
	k.CreatedAt = fromMicros(created)
	return k, p, err
}
