package postgres

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	projectColumns = `p.id, p.org_id, p.name, p.slug, p.platform, p.rate_limit_per_minute, p.sample_rate, p.retention_days`

	listProjects  = `SELECT ` + projectColumns + ` FROM projects AS p ORDER BY p.id`
	projectByID   = `SELECT ` + projectColumns + ` FROM projects AS p WHERE p.id = $1`
	projectBySlug = `SELECT ` + projectColumns + ` FROM projects AS p WHERE p.slug = $1`

	insertProject = `
INSERT INTO projects AS p (org_id, name, slug, platform, rate_limit_per_minute, sample_rate, retention_days, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now())
RETURNING ` + projectColumns

	saveSettings = `UPDATE projects SET rate_limit_per_minute = $1, sample_rate = $2, retention_days = $3 WHERE id = $4`
)

// Projects implements [mesher.ProjectStore].
func (s *Store) Projects(ctx context.Context) ([]mesher.Project, error) {
	projects, err := list(ctx, s, scanProject, listProjects)
	return projects, s.fail("list projects", err)
}

// Project implements [mesher.ProjectStore].
func (s *Store) Project(ctx context.Context, ref string) (p mesher.Project, err error) {
	// A slug is never all digits, so a reference means one or the other.
	if id, notNumber := strconv.ParseInt(ref, 10, 64); notNumber == nil {
		p, err = one(ctx, s, scanProject, projectByID, id)
	} else {
		p, err = one(ctx, s, scanProject, projectBySlug, ref)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return mesher.Project{}, mesher.Errorf(mesher.NotFound, "there is no project %q", ref)
	}
	return p, s.fail("find project", err)
}

// CreateProject implements [mesher.ProjectStore].
func (s *Store) CreateProject(ctx context.Context, p mesher.Project) (mesher.Project, error) {
	if strings.Trim(p.Slug, "0123456789") == "" {
		return mesher.Project{}, mesher.Errorf(mesher.Invalid, "a project's slug is never empty nor all digits")
	}
	made, err := one(ctx, s, scanProject, insertProject, p.OrgID, p.Name, p.Slug, p.Platform, p.Settings.RateLimitPerMinute, p.Settings.SampleRate, p.Settings.RetentionDays)
	if hasState(err, uniqueViolation) {
		return mesher.Project{}, mesher.Errorf(mesher.Conflict, "there is a project %q already", p.Slug)
	}
	if hasState(err, foreignKeyViolation) {
		return mesher.Project{}, mesher.Errorf(mesher.NotFound, "there is no such organisation")
	}
	return made, s.fail("create project", err)
}

// SaveSettings implements [mesher.ProjectStore].
func (s *Store) SaveSettings(ctx context.Context, project mesher.ProjectID, settings mesher.Settings) error {
	changed, err := s.change(ctx, saveSettings, settings.RateLimitPerMinute, settings.SampleRate, settings.RetentionDays, int64(project))
	if err == nil && !changed {
		return mesher.Errorf(mesher.NotFound, "there is no project %d", project)
	}
	return s.fail("save settings", err)
}

func scanProject(r pgx.CollectableRow) (p mesher.Project, err error) {
	err = r.Scan(projectFields(&p)...)
	return p, err
}

// projectFields returns where projectColumns are scanned.
func projectFields(p *mesher.Project) []any {
	return []any{&p.ID, &p.OrgID, &p.Name, &p.Slug, &p.Platform, &p.Settings.RateLimitPerMinute, &p.Settings.SampleRate, &p.Settings.RetentionDays}
}
