package plain

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	insertMember = `INSERT INTO members (id, org_id, account_id, role, joined_at) VALUES ($1, $2, $3, $4, $5)`

	memberships = `
SELECT ` + orgColumns + `, m.role FROM members AS m JOIN orgs AS o ON o.id = m.org_id WHERE m.account_id = $1 ORDER BY o.name, o.id`

	roleIn = `SELECT m.role FROM members AS m WHERE m.account_id = $1 AND m.org_id = $2`

	listMembers = `
SELECT m.id, m.org_id, m.account_id, a.email, a.name, m.role, m.joined_at
FROM members AS m JOIN accounts AS a ON a.id = m.account_id WHERE m.org_id = $1 ORDER BY m.joined_at, m.id`

	memberRole   = `SELECT role FROM members WHERE id = $1 AND org_id = $2`
	otherOwner   = `SELECT id FROM members WHERE org_id = $1 AND role = 'owner' AND id <> $2 LIMIT 1`
	setRole      = `UPDATE members SET role = $1 WHERE id = $2 AND org_id = $3`
	removeMember = `DELETE FROM members WHERE id = $1 AND org_id = $2`
)

// Memberships implements [mesher.MemberStore].
func (t Tables) Memberships(ctx context.Context, account uuid.UUID) ([]mesher.Membership, error) {
	return list(ctx, t, "memberships", func(r Row) (m mesher.Membership, err error) {
		return m, r.Scan(&m.Org.ID, &m.Org.Name, &m.Org.Slug, &m.Role)
	}, memberships, account)
}

// RoleIn implements [mesher.MemberStore].
func (t Tables) RoleIn(ctx context.Context, account, org uuid.UUID) (mesher.Role, error) {
	return find(ctx, t, "member", ScanOne[mesher.Role], roleIn, account, org)
}

// Members implements [mesher.MemberStore].
func (t Tables) Members(ctx context.Context, org uuid.UUID) ([]mesher.Member, error) {
	return list(ctx, t, "members", func(r Row) (m mesher.Member, err error) {
		return m, r.Scan(&m.ID, &m.OrgID, &m.AccountID, &m.Email, &m.Name, &m.Role, Time(&m.JoinedAt))
	}, listMembers, org)
}

// SetRole implements [mesher.MemberStore].
func (t Tables) SetRole(ctx context.Context, org, member uuid.UUID, role mesher.Role) error {
	return t.transact(ctx, "set the role", func(tx Tx) error {
		if role != mesher.OwnerRole {
			if err := keepOwner(tx, org, member); err != nil {
				return err
			}
		}
		return mustChange(tx, "member", setRole, string(role), member, org)
	})
}

// RemoveMember implements [mesher.MemberStore].
func (t Tables) RemoveMember(ctx context.Context, org, member uuid.UUID) error {
	return t.transact(ctx, "remove the member", func(tx Tx) error {
		if err := keepOwner(tx, org, member); err != nil {
			return err
		}
		return mustChange(tx, "member", removeMember, member, org)
	})
}

// keepOwner fails if a member is the last owner.
func keepOwner(tx Tx, org, member uuid.UUID) error {
	role, err := One(tx, ScanOne[mesher.Role], memberRole, member, org)
	if errors.Is(err, ErrNone) {
		return mesher.Errorf(mesher.NotFound, "there is no such member")
	}
	if err != nil || role != mesher.OwnerRole {
		return err
	}
	_, err = One(tx, ScanOne[uuid.UUID], otherOwner, org, member)
	if errors.Is(err, ErrNone) {
		return mesher.Errorf(mesher.Conflict, "this is the last owner; make somebody else owner first")
	}
	return err
}

func addMember(tx Tx, org, account uuid.UUID, role mesher.Role, at time.Time) error {
	_, err := tx.Exec(insertMember, uuid.Must(uuid.NewV7()), org, account, string(role), at)
	return err
}
