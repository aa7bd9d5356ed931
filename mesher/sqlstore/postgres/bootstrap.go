package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	firstProject = `SELECT ` + projectColumns + ` FROM projects AS p ORDER BY p.id LIMIT 1`

	oldestKey = `
SELECT ` + keyColumns + ` FROM keys AS k WHERE k.project_id = $1 AND k.revoked_at IS NULL ORDER BY k.created_at, k.id LIMIT 1`

	defaultOrg = `
INSERT INTO orgs (id, name, slug, created_at) VALUES ($1, 'Default', 'default', now())
ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug RETURNING id`
)

// Bootstrap implements [mesher.ProjectStore]. Of many callers on several nodes
// one creates, and all return the same: a caller that finds nothing waits until
// nobody else is creating, and looks again.
func (s *Store) Bootstrap(ctx context.Context) (project mesher.Project, key mesher.Key, err error) {
	err = s.with(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `LOCK TABLE orgs IN SHARE ROW EXCLUSIVE MODE`); err != nil {
				return err
			}
			project, err = first(ctx, tx, scanProject, firstProject)
			if errors.Is(err, pgx.ErrNoRows) {
				project, err = makeDefault(ctx, tx)
			}
			if err != nil {
				return err
			}
			key, err = first(ctx, tx, scanKey, oldestKey, int64(project.ID))
			if errors.Is(err, pgx.ErrNoRows) {
				key, err = first(ctx, tx, scanKey, insertKey, newKey(project.ID, "Default")...)
			}
			return err
		})
	})
	if err != nil {
		return mesher.Project{}, mesher.Key{}, s.fail("bootstrap", err)
	}
	return project, key, nil
}

// makeDefault makes an organisation and its project; set-up renames them later.
func makeDefault(ctx context.Context, tx pgx.Tx) (mesher.Project, error) {
	org, err := first(ctx, tx, pgx.RowTo[uuid.UUID], defaultOrg, uuid.Must(uuid.NewV7()))
	if err != nil {
		return mesher.Project{}, err
	}
	return first(ctx, tx, scanProject, insertProject, org, "Default", "default", "", 0, 0.0, 0)
}

func first[T any](ctx context.Context, tx pgx.Tx, scan pgx.RowToFunc[T], query string, args ...any) (found T, err error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return found, err
	}
	return pgx.CollectOneRow(rows, scan)
}
