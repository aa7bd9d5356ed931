package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	projectColumns = `p.id, p.org_id, p.name, p.slug, p.platform, p.rate_limit_per_minute, p.sample_rate, p.retention_days`

	listProjects  = `SELECT ` + projectColumns + ` FROM projects AS p ORDER BY p.id`
	projectByID   = `SELECT ` + projectColumns + ` FROM projects AS p WHERE p.id = ?`
	projectBySlug = `SELECT ` + projectColumns + ` FROM projects AS p WHERE p.slug = ?`

	insertProject = `
INSERT INTO projects (org_id, name, slug, platform, rate_limit_per_minute, sample_rate, retention_days, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

	saveSettings = `UPDATE projects SET rate_limit_per_minute = ?, sample_rate = ?, retention_days = ? WHERE id = ?`
)

// Projects implements [mesher.ProjectStore].
func (s *Store) Projects(ctx context.Context) ([]mesher.Project, error) {
	rows, err := s.read.projects.QueryContext(ctx)
	if err != nil {
		return nil, s.fail("list projects", err)
	}
	defer rows.Close()
	var projects []mesher.Project
	for rows.Next() {
		p, err := scanProject(rows)
		if err != nil {
			return nil, s.fail("list projects", err)
		}
		projects = append(projects, p)
	}
	return projects, s.fail("list projects", rows.Err())
}

// Project implements [mesher.ProjectStore].
func (s *Store) Project(ctx context.Context, ref string) (mesher.Project, error) {
	// A slug is never all digits, so a reference means one or the other.
	var found *sql.Row
	if id, err := strconv.ParseInt(ref, 10, 64); err == nil {
		found = s.read.projectByID.QueryRowContext(ctx, id)
	} else {
		found = s.read.projectBySlug.QueryRowContext(ctx, ref)
	}
	p, err := scanProject(found)
	if errors.Is(err, sql.ErrNoRows) {
		return mesher.Project{}, mesher.Errorf(mesher.NotFound, "there is no project %q", ref)
	}
	return p, s.fail("find project", err)
}

// CreateProject implements [mesher.ProjectStore].
func (s *Store) CreateProject(ctx context.Context, p mesher.Project) (mesher.Project, error) {
	if strings.Trim(p.Slug, "0123456789") == "" {
		return mesher.Project{}, mesher.Errorf(mesher.Invalid, "a project's slug is never empty nor all digits")
	}
	err := s.transact(ctx, func(tx *sql.Tx) error {
		id, err := addProject(tx, p)
		p.ID = id
		return err
	})
	if isTaken(err) {
		return mesher.Project{}, mesher.Errorf(mesher.Conflict, "there is a project %q already", p.Slug)
	}
	if isOrphan(err) {
		return mesher.Project{}, mesher.Errorf(mesher.NotFound, "there is no such organisation")
	}
	if err != nil {
		return mesher.Project{}, s.fail("create project", err)
	}
	return p, nil
}

func addProject(tx *sql.Tx, p mesher.Project) (mesher.ProjectID, error) {
	result, err := tx.Exec(insertProject, p.OrgID[:], p.Name, p.Slug, p.Platform, p.Settings.RateLimitPerMinute, p.Settings.SampleRate, p.Settings.RetentionDays, now())
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	return mesher.ProjectID(id), err
}

// SaveSettings implements [mesher.ProjectStore].
func (s *Store) SaveSettings(ctx context.Context, project mesher.ProjectID, settings mesher.Settings) error {
	return s.fail("save settings", s.transact(ctx, func(tx *sql.Tx) error {
		result, err := tx.Exec(saveSettings, settings.RateLimitPerMinute, settings.SampleRate, settings.RetentionDays, int64(project))
		return mustChange(result, err, "there is no project %d", project)
	}))
}

// scanProject reads projectColumns, and what follows them into more.
func scanProject(r row, more ...any) (mesher.Project, error) {
	var p mesher.Project
	into := []any{&p.ID, &p.OrgID, &p.Name, &p.Slug, &p.Platform, &p.Settings.RateLimitPerMinute, &p.Settings.SampleRate, &p.Settings.RetentionDays}
	err := r.Scan(append(into, more...)...)
	return p, err
}
