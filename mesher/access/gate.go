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

// Config configures a [Gate].
type Config struct {
	Store mesher.Accounts // required

	// Setup is the secrets that [Gate.SetUp] accepts, the first of which is shown in
	// the set-up link; default a random one, which is valid for this gate only.
	Setup []mesher.Secret
	// SessionLife is how long a session lasts; default 7 days.
	SessionLife time.Duration
	// InviteLife is how long an invitation can be accepted; default 7 days.
	InviteLife time.Duration

	Now func() time.Time // default time.Now
	Log *slog.Logger     // default slog.Default
}

// A Gate lets people and programs in.
type Gate struct {
	config Config
	hasher hasher
	// They count guesses from one network at one account, from one network at any
	// account, and from anywhere at one account.
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

// now returns the time to the microsecond, as it is stored.
func (g *Gate) now() time.Time { return g.config.Now().UTC().Truncate(time.Microsecond) }

// An Asker is a caller, known by a session or by a token.
type Asker struct {
	Account mesher.Account
	Session mesher.Session // zero for a program
	Token   mesher.Token   // zero for a person
}

// IsProgram reports whether the caller showed a token.
func (a Asker) IsProgram() bool { return a.Token.ID != uuid.Nil }

// A Client is where a request comes from.
type Client struct {
	IP        netip.Addr
	UserAgent string
}

// Network returns the network whose clients share a patience: an address or, for
// IPv6, the 64 bits that one household has to itself.
func (c Client) Network() string {
	if c.IP.Is6() && !c.IP.Is4In6() {
		if p, err := c.IP.Prefix(64); err == nil {
			return p.String()
		}
	}
	return c.IP.Unmap().String()
}

// RoleIn returns a caller's role in an organisation; NotFound if it is not a
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

// Need returns nil if a caller has at least a role in an organisation: otherwise
// NotFound for strangers, Forbidden for members.
func (g *Gate) Need(ctx context.Context, who Asker, org uuid.UUID, needed mesher.Role) error {
	role, err := g.RoleIn(ctx, who, org)
	if err == nil && !role.Includes(needed) {
		err = mesher.Errorf(mesher.Forbidden, "this needs the role %s; yours is %s", needed, role)
	}
	return err
}

// seenEvery is the precision with which the last use of a session or a token is
// stored.
const seenEvery = time.Minute

// Session finds the person of a session's secret; Unauthorized if the session has
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

// Token finds the account of a program's token; Unauthorized if the token is not
// valid.
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

// note logs that the use of something could not be stored, for which nobody is
// turned away. If it is gone meanwhile, that is no failure.
func (g *Gate) note(what string, err error) {
	if err != nil && mesher.KindOf(err) != mesher.NotFound {
		g.config.Log.Warn("it could not be kept that "+what+" was used", "err", err)
	}
}
