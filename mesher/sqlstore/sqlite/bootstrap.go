package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	insertOrg = `INSERT INTO orgs (id, name, slug, created_at) VALUES (?, ?, ?, ?)`

	firstProject = `SELECT ` + projectColumns + ` FROM projects AS p ORDER BY p.id LIMIT 1`

	oldestKey = `
SELECT ` + projectColumns + `, ` + keyColumns + ` FROM keys AS k JOIN projects AS p ON p.id = k.project_id
WHERE k.project_id = ? AND k.revoked_at IS NULL ORDER BY k.created_at, k.id LIMIT 1`
)

// Bootstrap implements [mesher.ProjectStore]. It looks and creates in one
// transaction, so that of many callers, in several processes, one creates and all
// return the same.
func (s *Store) Bootstrap(ctx context.Context) (project mesher.Project, key mesher.Key, err error) {
	err = s.transact(ctx, func(tx *sql.Tx) error {
		project, err = scanProject(tx.QueryRow(firstProject))
		if errors.Is(err, sql.ErrNoRows) {
			project, err = makeDefault(tx)
		}
		if err != nil {
			return err
		}
		key, _, err = scanKey(tx.QueryRow(oldestKey, int64(project.ID)))
		if errors.Is(err, sql.ErrNoRows) {
			key, err = addKey(tx, project.ID, "Default")
		}
		return err
	})
	if err != nil {
		return mesher.Project{}, mesher.Key{}, s.fail("bootstrap", err)
	}
	return project, key, nil
}

// makeDefault makes an organisation and its project; set-up renames them later.
func makeDefault(tx *sql.Tx) (mesher.Project, error) {
	org := uuid.Must(uuid.NewV7())
	if _, err := tx.Exec(insertOrg, org[:], "Default", "default", now()); err != nil {
		return mesher.Project{}, err
	}
	p := mesher.Project{OrgID: org, Name: "Default", Slug: "default"}
	id, err := addProject(tx, p)
	p.ID = id
	return p, err
}
