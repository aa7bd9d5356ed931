package plain

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	orgColumns = `o.id, o.name, o.slug`

	insertOrg = `INSERT INTO orgs (id, name, slug, created_at) VALUES ($1, $2, $3, $4)`
	saveOrg   = `UPDATE orgs SET name = $1, slug = $2 WHERE id = $3`
	orgByID   = `SELECT ` + orgColumns + ` FROM orgs AS o WHERE o.id = $1`
	orgBySlug = `SELECT ` + orgColumns + ` FROM orgs AS o WHERE o.slug = $1`
	firstOrg  = `SELECT ` + orgColumns + ` FROM orgs AS o ORDER BY o.created_at, o.id LIMIT 1`

	anyProject    = `SELECT id FROM projects WHERE org_id = $1 LIMIT 1`
	dropInvites   = `DELETE FROM invites WHERE org_id = $1`
	dropMembers   = `DELETE FROM members WHERE org_id = $1`
	dropOrg       = `DELETE FROM orgs WHERE id = $1`
	saveProject   = `UPDATE projects SET name = $1, slug = $2, platform = $3 WHERE id = $4`
	projectsByOrg = `
SELECT p.id, p.org_id, p.name, p.slug, p.platform, p.rate_limit_per_minute, p.sample_rate, p.retention_days FROM projects AS p WHERE p.org_id = $1 ORDER BY p.id`
)

// CreateOrg implements [mesher.OrgStore].
func (t Tables) CreateOrg(ctx context.Context, org mesher.Org, owner uuid.UUID, at time.Time) error {
	err := t.db.Transact(ctx, func(tx Tx) error {
		if _, err := tx.Exec(insertOrg, org.ID, org.Name, org.Slug, at); err != nil {
			return err
		}
		return addMember(tx, org.ID, owner, mesher.OwnerRole, at)
	})
	return t.taken(err, "create organisation", "there is an organisation %q already", org.Slug)
}

// SaveOrg implements [mesher.OrgStore].
func (t Tables) SaveOrg(ctx context.Context, org mesher.Org) error {
	err := t.change(ctx, "organisation", saveOrg, org.Name, org.Slug, org.ID)
	return t.taken(err, "save organisation", "there is an organisation %q already", org.Slug)
}

// DeleteOrg implements [mesher.OrgStore].
func (t Tables) DeleteOrg(ctx context.Context, id uuid.UUID) error {
	hasProjects := mesher.Errorf(mesher.Conflict, "the organisation still has projects; delete them first")
	err := t.db.Transact(ctx, func(tx Tx) error {
		switch _, err := One(tx, ScanOne[int64], anyProject, id); {
		case err == nil:
			return hasProjects
		case !errors.Is(err, ErrNone):
			return err
		}
		for _, statement := range []string{dropInvites, dropMembers} {
			if _, err := tx.Exec(statement, id); err != nil {
				return err
			}
		}
		return mustChange(tx, "organisation", dropOrg, id)
	})
	if t.db.IsOrphan(err) { // a project was made meanwhile
		return hasProjects
	}
	return t.db.Fail("delete organisation", err)
}

// Org implements [mesher.OrgStore].
func (t Tables) Org(ctx context.Context, ref string) (mesher.Org, error) {
	if id, err := uuid.Parse(ref); err == nil {
		return find(ctx, t, "organisation", scanOrg, orgByID, id)
	}
	return find(ctx, t, "organisation", scanOrg, orgBySlug, ref)
}

// FirstOrg implements [mesher.OrgStore].
func (t Tables) FirstOrg(ctx context.Context) (mesher.Org, error) {
	return find(ctx, t, "organisation", scanOrg, firstOrg)
}

// ProjectsOf implements [mesher.OrgStore].
func (t Tables) ProjectsOf(ctx context.Context, org uuid.UUID) ([]mesher.Project, error) {
	return list(ctx, t, "projects", func(r Row) (p mesher.Project, err error) {
		return p, r.Scan(&p.ID, &p.OrgID, &p.Name, &p.Slug, &p.Platform, &p.Settings.RateLimitPerMinute, &p.Settings.SampleRate, &p.Settings.RetentionDays)
	}, projectsByOrg, org)
}

// RenameProject implements [mesher.OrgStore].
func (t Tables) RenameProject(ctx context.Context, p mesher.Project) error {
	err := t.change(ctx, "project", saveProject, p.Name, p.Slug, p.Platform, int64(p.ID))
	return t.taken(err, "rename project", "there is a project %q already", p.Slug)
}

// taken turns a clash of values into an error that says what exists already.
func (t Tables) taken(err error, operation, format string, args ...any) error {
	if t.db.IsTaken(err) {
		return mesher.Errorf(mesher.Conflict, format, args...)
	}
	return t.db.Fail(operation, err)
}

func scanOrg(r Row) (o mesher.Org, err error) { return o, r.Scan(&o.ID, &o.Name, &o.Slug) }
