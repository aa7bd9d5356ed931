package plain

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	keyColumns = `k.id, k.project_id, k.value, k.label, k.created_at, k.revoked_at`

	keysByProject = `SELECT ` + keyColumns + ` FROM keys AS k WHERE k.project_id = $1 ORDER BY k.created_at, k.id`
	keyByID       = `SELECT ` + keyColumns + ` FROM keys AS k WHERE k.id = $1`
)

// KeysOf implements [mesher.ProjectStore].
func (t Tables) KeysOf(ctx context.Context, project mesher.ProjectID) ([]mesher.Key, error) {
	return list(ctx, t, "keys", scanKey, keysByProject, int64(project))
}

// Key implements [mesher.ProjectStore].
func (t Tables) Key(ctx context.Context, id uuid.UUID) (mesher.Key, error) {
	return find(ctx, t, "key", scanKey, keyByID, id)
}

func scanKey(r Row) (k mesher.Key, err error) {
	return k, r.Scan(&k.ID, &k.ProjectID, &k.Value, &k.Label, Time(&k.CreatedAt), Time(&k.RevokedAt))
}
