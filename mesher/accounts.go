package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Accounts stores people, their credentials, and the organisations they belong
// to. If something requested does not exist, the error is NotFound.
type Accounts interface {
	AccountStore
	SessionStore
	TokenStore
	OrgStore
	MemberStore
	InviteStore
}

// AccountStore stores people.
type AccountStore interface {
	// Claim creates the first account and gives it the default organisation, which
	// [ProjectStore.Bootstrap] made, renaming it to the names that are not empty. It
	// fails with Conflict if there is an account already.
	Claim(ctx context.Context, first Account, passwordHash string, names ClaimNames) error
	// Claimed reports whether there is an account.
	Claimed(ctx context.Context) (bool, error)
	// CreateAccount adds a person. It fails with Conflict if the address is taken.
	CreateAccount(ctx context.Context, a Account, passwordHash string) error
	Account(ctx context.Context, id uuid.UUID) (Account, error)
	// AccountByEmail finds a person and their password hash.
	AccountByEmail(ctx context.Context, email string) (Account, string, error)
	// AllAccounts lists everybody in the installation, by address.
	AllAccounts(ctx context.Context) ([]Account, error)
	// SetPassword replaces the hash and ends all of the account's sessions.
	SetPassword(ctx context.Context, account uuid.UUID, passwordHash string) error
	// DeleteAccount removes a person with their sessions, tokens and memberships;
	// issues assigned to them become unassigned. It fails with Conflict if an
	// organisation would be left without an owner.
	DeleteAccount(ctx context.Context, account uuid.UUID) error
}

// ClaimNames are the first account's names for the default organisation and
// project.
type ClaimNames struct{ Org, OrgSlug, Project, ProjectSlug string }

// SessionStore stores sessions.
type SessionStore interface {
	// CreateSession signs in a person who proved the password of this hash. It fails
	// with Unauthorized if the account has another hash by now, or is gone: once a
	// password is changed, no session by the old one can begin.
	CreateSession(ctx context.Context, s Session, secret Digest, passwordHash string) error
	// SessionByDigest finds a session that has not expired at this time, and its
	// account.
	SessionByDigest(ctx context.Context, secret Digest, now time.Time) (Session, Account, error)
	SeeSession(ctx context.Context, id uuid.UUID, at time.Time) error
	// Sessions lists an account's sessions, the newest first.
	Sessions(ctx context.Context, account uuid.UUID, now time.Time) ([]Session, error)
	EndSession(ctx context.Context, account, id uuid.UUID) error
	// ForgetSessions removes expired sessions.
	ForgetSessions(ctx context.Context, now time.Time) error
}

// TokenStore stores the tokens of programs.
type TokenStore interface {
	CreateToken(ctx context.Context, t Token, secret Digest) error
	// TokenByDigest finds a token that was not revoked, and its account.
	TokenByDigest(ctx context.Context, secret Digest) (Token, Account, error)
	SeeToken(ctx context.Context, id uuid.UUID, at time.Time) error
	// Tokens lists an account's tokens, the newest first, revoked ones included.
	Tokens(ctx context.Context, account uuid.UUID) ([]Token, error)
	RevokeToken(ctx context.Context, account, id uuid.UUID, at time.Time) error
}

// OrgStore stores organisations and their projects.
type OrgStore interface {
	// CreateOrg adds an organisation with its first owner. It fails with Conflict if
	// the slug is taken.
	CreateOrg(ctx context.Context, org Org, owner uuid.UUID, at time.Time) error
	SaveOrg(ctx context.Context, org Org) error
	// DeleteOrg removes an organisation without projects; otherwise it fails with
	// Conflict.
	DeleteOrg(ctx context.Context, id uuid.UUID) error
	// Org finds an organisation by its id or its slug.
	Org(ctx context.Context, ref string) (Org, error)
	// FirstOrg returns the oldest organisation: the first account's, whose owners
	// run the installation.
	FirstOrg(ctx context.Context) (Org, error)
	// ProjectsOf lists an organisation's projects, the oldest first.
	ProjectsOf(ctx context.Context, org uuid.UUID) ([]Project, error)
	// RenameProject saves a project's name, slug and platform. It fails with
	// Conflict if the slug is taken.
	RenameProject(ctx context.Context, p Project) error
}

// MemberStore stores the roles of members.
type MemberStore interface {
	// Memberships lists the organisations of an account, by name.
	Memberships(ctx context.Context, account uuid.UUID) ([]Membership, error)
	// RoleIn returns an account's role in an organisation.
	RoleIn(ctx context.Context, account, org uuid.UUID) (Role, error)
	// Members lists an organisation's members, the first to join first.
	Members(ctx context.Context, org uuid.UUID) ([]Member, error)
	// SetRole and RemoveMember leave an organisation with an owner: they fail with
	// Conflict if the last one would go.
	SetRole(ctx context.Context, org, member uuid.UUID, role Role) error
	RemoveMember(ctx context.Context, org, member uuid.UUID) error
}

// InviteStore stores invitations.
type InviteStore interface {
	CreateInvite(ctx context.Context, i Invite, secret Digest) error
	// InviteByDigest finds an invitation that can be accepted at a time.
	InviteByDigest(ctx context.Context, secret Digest, now time.Time) (Invite, Org, error)
	// Accept makes an account a member and uses up the invitation, which works only
	// once. An account that is a member already keeps the greater role.
	Accept(ctx context.Context, invite, account uuid.UUID, at time.Time) error
	// Join is Accept for a new account, created in the same step. It fails with
	// Conflict if its address is taken.
	Join(ctx context.Context, invite uuid.UUID, fresh Account, passwordHash string, at time.Time) error
	// Invites lists an organisation's invitations that can still be accepted.
	Invites(ctx context.Context, org uuid.UUID, now time.Time) ([]Invite, error)
	WithdrawInvite(ctx context.Context, org, id uuid.UUID) error
}
