package access

import (
	"cmp"
	"context"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Config says what a [Gate] stands on.
type Config struct {
	Store mesher.Accounts // required

	// Setup is the secrets that open [Gate.SetUp], the first of which is shown in
	// the set-up link. Default: a random one, which is good for this gate only.
	Setup []mesher.Secret
	// SessionLife is how long a sign-in lasts: 7 days.
	SessionLife time.Duration
	// InviteLife is how long an invitation can be accepted: 7 days.
	InviteLife time.Duration

	Now func() time.Time // time.Now
	Log *slog.Logger     // slog.Default
}

// A Gate lets people and programs in.
type Gate struct {
	config Config
	hasher hasher
	// With guesses from one place at one account, from one place at any, and at one
	// account from anywhere.
	pairs, networks, accounts *patience
	letters                   letters
}

// New makes a gate. It panics without a store.
func New(c Config) *Gate {
	if c.Store == nil {
		panic("access: Config lacks a store")
	}
	c.SessionLife = cmp.Or(c.SessionLife, 7*24*time.Hour)
	c.InviteLife = cmp.Or(c.InviteLife, 7*24*time.Hour)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		c.Now = time.Now
	}
	if len(c.Setup) == 0 {
		c.Setup = []mesher.Secret{mesher.NewSecret("")}
	}
	return &Gate{
		config:   c,
		hasher:   newHasher(),
		pairs:    newPatience(10, time.Minute),
		networks: newPatience(30, 20*time.Second),
		accounts: newPatience(100, time.Minute),
		letters:  newLetters(),
	}
}

// now is to a microsecond, as it is stored.
func (g *Gate) now() time.Time { return g.config.Now().UTC().Truncate(time.Microsecond) }

// An Asker is who asks, known by a session or by a token.
type Asker struct {
	Account mesher.Account
	Session mesher.Session // zero for a program
	Token   mesher.Token   // zero for a person
}

// IsProgram tells whether the asker showed a token.
func (a Asker) IsProgram() bool { return a.Token.ID != uuid.Nil }

// A Client is where somebody asks from.
type Client struct {
	IP        netip.Addr
	UserAgent string
}

// Network is what shares a patience: an address, or of version 6 the 64 bits
// that one household has to itself.
func (c Client) Network() string {
	if c.IP.Is6() && !c.IP.Is4In6() {
		if p, err := c.IP.Prefix(64); err == nil {
			return p.String()
		}
	}
	return c.IP.Unmap().String()
}

// RoleIn is what an asker may do in an organisation; NotFound when it is no
// member.
func (g *Gate) RoleIn(ctx context.Context, who Asker, org uuid.UUID) (mesher.Role, error) {
	role, err := g.config.Store.RoleIn(ctx, who.Account.ID, org)
	if err != nil {
		return "", err
	}
	if who.IsProgram() {
		role = role.AtMost(who.Token.Scope)
	}
	return role, nil
}

// Need is nil when an asker may do in an organisation what needs a role:
// NotFound for strangers, Forbidden for members who may not.
func (g *Gate) Need(ctx context.Context, who Asker, org uuid.UUID, needed mesher.Role) error {
	role, err := g.RoleIn(ctx, who, org)
	if err == nil && !role.Includes(needed) {
		err = mesher.Errorf(mesher.Forbidden, "this needs the role %s; yours is %s", needed, role)
	}
	return err
}

// seenEvery is how exactly it is kept when a session or a token was used.
const seenEvery = time.Minute

// Session finds who signed in with a session's secret. Unauthorized when it has
// ended.
func (g *Gate) Session(ctx context.Context, secret mesher.Secret) (Asker, error) {
	now := g.now()
	session, account, err := g.config.Store.SessionByDigest(ctx, secret.Digest(), now)
	if mesher.KindOf(err) == mesher.NotFound {
		return Asker{}, mesher.Errorf(mesher.Unauthorized, "you are not signed in any more; sign in again")
	}
	if err != nil {
		return Asker{}, err
	}
	if now.Sub(session.SeenAt) >= seenEvery {
		g.note("a session", g.config.Store.SeeSession(ctx, session.ID, now))
	}
	return Asker{Account: account, Session: session}, nil
}

// Token finds whose a program's token is. Unauthorized when it opens nothing.
func (g *Gate) Token(ctx context.Context, secret mesher.Secret) (Asker, error) {
	unknown := mesher.Errorf(mesher.Unauthorized, "this token is not known, or was revoked")
	if !strings.HasPrefix(secret.Reveal(), mesher.TokenPrefix) {
		return Asker{}, unknown
	}
	token, account, err := g.config.Store.TokenByDigest(ctx, secret.Digest())
	if mesher.KindOf(err) == mesher.NotFound {
		return Asker{}, unknown
	}
	if err != nil {
		return Asker{}, err
	}
	if now := g.now(); now.Sub(token.UsedAt) >= seenEvery {
		g.note("a token", g.config.Store.SeeToken(ctx, token.ID, now))
	}
	return Asker{Account: account, Token: token}, nil
}

// note logs that it could not be kept when something was used, for which nobody
// is turned away. Gone meanwhile is no failure.
func (g *Gate) note(what string, err error) {
	if err != nil && mesher.KindOf(err) != mesher.NotFound {
		g.config.Log.Warn("it could not be kept that "+what+" was used", "err", err)
	}
}
