package plain

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	inviteColumns = `i.id, i.org_id, i.email, i.role, i.created_at, i.expires_at, i.accepted_at`

	insertInvite = `
INSERT INTO invites (id, org_id, email, role, hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`

	inviteByHash = `
SELECT ` + inviteColumns + `, ` + orgColumns + ` FROM invites AS i JOIN orgs AS o ON o.id = i.org_id
WHERE i.hash = $1 AND i.accepted_at IS NULL AND i.expires_at > $2`

	listInvites = `
SELECT ` + inviteColumns + ` FROM invites AS i WHERE i.org_id = $1 AND i.accepted_at IS NULL AND i.expires_at > $2
ORDER BY i.created_at, i.id`

	useInvite      = `UPDATE invites SET accepted_at = $1 WHERE id = $2 AND accepted_at IS NULL AND expires_at > $1`
	invitedTo      = `SELECT ` + inviteColumns + ` FROM invites AS i WHERE i.id = $1`
	membership     = `SELECT id FROM members WHERE org_id = $1 AND account_id = $2`
	withdrawInvite = `DELETE FROM invites WHERE id = $1 AND org_id = $2 AND accepted_at IS NULL`
)

// CreateInvite implements [mesher.InviteStore].
func (t Tables) CreateInvite(ctx context.Context, i mesher.Invite, secret mesher.Digest) error {
	return t.insert(ctx, "invitation", "there is such an invitation already", insertInvite,
		i.ID, i.OrgID, i.Email, string(i.Role), secret[:], i.CreatedAt, i.ExpiresAt)
}

// InviteByDigest implements [mesher.InviteStore].
func (t Tables) InviteByDigest(ctx context.Context, secret mesher.Digest, now time.Time) (mesher.Invite, mesher.Org, error) {
	type offer struct {
		invite mesher.Invite
		org    mesher.Org
	}
	found, err := find(ctx, t, "invitation", func(r Row) (o offer, err error) {
		o.invite, err = scanInvite(r, &o.org.ID, &o.org.Name, &o.org.Slug)
		return o, err
	}, inviteByHash, secret[:], now)
	return found.invite, found.org, err
}

// Accept implements [mesher.InviteStore].
func (t Tables) Accept(ctx context.Context, invite, account uuid.UUID, at time.Time) error {
	return t.transact(ctx, "accept the invitation", func(tx Tx) error { return accept(tx, invite, account, at) })
}

// Join implements [mesher.InviteStore].
func (t Tables) Join(ctx context.Context, invite uuid.UUID, fresh mesher.Account, passwordHash string, at time.Time) error {
	err := t.db.Transact(ctx, func(tx Tx) error {
		if err := addAccount(tx, fresh, passwordHash); err != nil {
			return err
		}
		return accept(tx, invite, fresh.ID, at)
	})
	return t.taken(err, "accept the invitation", "%s has an account already; sign in to accept the invitation", fresh.Email)
}

// accept uses an invitation up.
func accept(tx Tx, invite, account uuid.UUID, at time.Time) error {
	if err := mustChange(tx, "invitation", useInvite, at, invite); err != nil {
		return err
	}
	i, err := One(tx, func(r Row) (mesher.Invite, error) { return scanInvite(r) }, invitedTo, invite)
	if err != nil {
		return err
	}
	role, err := One(tx, ScanOne[mesher.Role], roleIn, account, i.OrgID)
	if errors.Is(err, ErrNone) {
		return addMember(tx, i.OrgID, account, i.Role, at)
	}
	if err != nil || role.Includes(i.Role) {
		return err
	}
	member, err := One(tx, ScanOne[uuid.UUID], membership, i.OrgID, account)
	if err == nil {
		_, err = tx.Exec(setRole, string(i.Role), member, i.OrgID)
	}
	return err
}

// Invites implements [mesher.InviteStore].
func (t Tables) Invites(ctx context.Context, org uuid.UUID, now time.Time) ([]mesher.Invite, error) {
	return list(ctx, t, "invitations", func(r Row) (mesher.Invite, error) { return scanInvite(r) }, listInvites, org, now)
}

// WithdrawInvite implements [mesher.InviteStore].
func (t Tables) WithdrawInvite(ctx context.Context, org, id uuid.UUID) error {
	return t.change(ctx, "invitation", withdrawInvite, id, org)
}

// scanInvite reads inviteColumns, and what follows them into more.
func scanInvite(r Row, more ...any) (i mesher.Invite, err error) {
	into := []any{&i.ID, &i.OrgID, &i.Email, &i.Role, Time(&i.CreatedAt), Time(&i.ExpiresAt), Time(&i.AcceptedAt)}
	return i, r.Scan(append(into, more...)...)
}
