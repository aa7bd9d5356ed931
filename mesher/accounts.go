package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Accounts holds people, what opens the door to them, and the organisations
// they belong to. What is asked for and isn't there is a NotFound error.
type Accounts interface {
	AccountStore
	SessionStore
	TokenStore
	OrgStore
	MemberStore
	InviteStore
}

// AccountStore holds people.
type AccountStore interface {
	// Claim makes the first account and gives it the default organisation, which
	// [ProjectStore.Bootstrap] made, under the names that are not empty.
	// Conflict when there is an account already.
	Claim(ctx context.Context, first Account, passwordHash string, names ClaimNames) error
	// Claimed tells whether there is an account.
	Claimed(ctx context.Context) (bool, error)
	// CreateAccount adds a person. Conflict when the address is taken.
	CreateAccount(ctx context.Context, a Account, passwordHash string) error
	Account(ctx context.Context, id uuid.UUID) (Account, error)
	// AccountByEmail finds a person, and the hash of their password.
	AccountByEmail(ctx context.Context, email string) (Account, string, error)
	// AllAccounts lists everybody in the installation, by address.
	AllAccounts(ctx context.Context) ([]Account, error)
	// SetPassword replaces the hash and ends all of the account's sessions.
	SetPassword(ctx context.Context, account uuid.UUID, passwordHash string) error
	// DeleteAccount removes a person with their sessions, tokens and memberships;
	// issues of theirs are nobody's then. Conflict when an organisation would be
	// left without an owner.
	DeleteAccount(ctx context.Context, account uuid.UUID) error
}

// ClaimNames are what the first account calls what was made by default.
type ClaimNames struct{ Org, OrgSlug, Project, ProjectSlug string }

// SessionStore holds who is signed in.
type SessionStore interface {
	// CreateSession signs somebody in who showed the password of a hash.
	// Unauthorized when the account has another by now, or is gone: of a new
	// password and a session by the old one, none outlives the other.
	CreateSession(ctx context.Context, s Session, secret Digest, passwordHash string) error
	// SessionByDigest finds a session that has not expired at a time, and whose.
	SessionByDigest(ctx context.Context, secret Digest, now time.Time) (Session, Account, error)
	SeeSession(ctx context.Context, id uuid.UUID, at time.Time) error
	// Sessions lists an account's, the newest first.
	Sessions(ctx context.Context, account uuid.UUID, now time.Time) ([]Session, error)
	EndSession(ctx context.Context, account, id uuid.UUID) error
	// ForgetSessions removes those that have expired.
	ForgetSessions(ctx context.Context, now time.Time) error
}

// TokenStore holds what programs show.
type TokenStore interface {
	CreateToken(ctx context.Context, t Token, secret Digest) error
	// TokenByDigest finds a token that was not revoked, and whose.
	TokenByDigest(ctx context.Context, secret Digest) (Token, Account, error)
	SeeToken(ctx context.Context, id uuid.UUID, at time.Time) error
	// Tokens lists an account's, the newest first, with those it revoked.
	Tokens(ctx context.Context, account uuid.UUID) ([]Token, error)
	RevokeToken(ctx context.Context, account, id uuid.UUID, at time.Time) error
}

// OrgStore holds organisations and their projects.
type OrgStore interface {
	// CreateOrg adds an organisation with its first owner. Conflict when the slug
	// is taken.
	CreateOrg(ctx context.Context, org Org, owner uuid.UUID, at time.Time) error
	SaveOrg(ctx context.Context, org Org) error
	// DeleteOrg removes an organisation that has no project left; else Conflict.
	DeleteOrg(ctx context.Context, id uuid.UUID) error
	// Org finds one by its id or its slug.
	Org(ctx context.Context, ref string) (Org, error)
	// FirstOrg is the oldest organisation: the one of the first account, whose
	// owners run the installation.
	FirstOrg(ctx context.Context) (Org, error)
	// ProjectsOf lists an organisation's projects, the oldest first.
	ProjectsOf(ctx context.Context, org uuid.UUID) ([]Project, error)
	// RenameProject saves a project's name, slug and platform. Conflict when the
	// slug is taken.
	RenameProject(ctx context.Context, p Project) error
}

// MemberStore holds who may do what where.
type MemberStore interface {
	// Memberships lists where an account is a member, by name.
	Memberships(ctx context.Context, account uuid.UUID) ([]Membership, error)
	// RoleIn is an account's role in an organisation.
	RoleIn(ctx context.Context, account, org uuid.UUID) (Role, error)
	// Members lists an organisation's, the first to join first.
	Members(ctx context.Context, org uuid.UUID) ([]Member, error)
	// SetRole and RemoveMember leave an organisation with an owner: what would
	// take the last one away is a Conflict.
	SetRole(ctx context.Context, org, member uuid.UUID, role Role) error
	RemoveMember(ctx context.Context, org, member uuid.UUID) error
}

// InviteStore holds who was asked to join.
type InviteStore interface {
	CreateInvite(ctx context.Context, i Invite, secret Digest) error
	// InviteByDigest finds an invitation that can be accepted at a time.
	InviteByDigest(ctx context.Context, secret Digest, now time.Time) (Invite, Org, error)
	// Accept makes an account a member and uses the invitation up, which works
	// once. Who is a member already keeps the greater role.
	Accept(ctx context.Context, invite, account uuid.UUID, at time.Time) error
	// Join is Accept for a new account, made in the same step. Conflict when its
	// address is taken.
	Join(ctx context.Context, invite uuid.UUID, fresh Account, passwordHash string, at time.Time) error
	// Invites lists an organisation's that can still be accepted.
	Invites(ctx context.Context, org uuid.UUID, now time.Time) ([]Invite, error)
	WithdrawInvite(ctx context.Context, org, id uuid.UUID) error
}
