package ui

import (
	"cmp"
	"io"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// AccountPage shows the reader's own account: where they are signed in, and which
// programs act for them.
type AccountPage struct {
	Frame
	Account  mesher.Account
	Sessions []mesher.Session
	Current  uuid.UUID // the session that asks
	Tokens   []mesher.Token
	Password Form   // none of its fields is shown again
	NewToken Form   // label, scope
	Secret   string // of a token that was made just now, which is shown this once
	Done     string // what was just done: a value of accountDone
	Now      time.Time
}

var accountPage = page("account.html")

// Render writes the page.
func (p AccountPage) Render(w io.Writer) error { return render(w, accountPage, p) }

// A shownSession is a session as the page shows it.
type shownSession struct {
	ID      uuid.UUID
	Browser string
	IP      netip.Addr
	Current bool
	Seen    moment
}

// SignedIn are where the reader is signed in.
func (p AccountPage) SignedIn() []shownSession {
	sessions := make([]shownSession, len(p.Sessions))
	for i, s := range p.Sessions {
		sessions[i] = shownSession{s.ID, cmp.Or(s.UserAgent, "an unnamed browser"), s.IP, s.ID == p.Current, newMoment(s.SeenAt, p.Now)}
	}
	return sessions
}

// A shownToken is a token as the page shows it.
type shownToken struct {
	mesher.Token
	Created, Used, Revoked moment
}

// Valid are the tokens that work; Invalid are those that were revoked.
func (p AccountPage) Valid() []shownToken   { return p.tokens(false) }
func (p AccountPage) Invalid() []shownToken { return p.tokens(true) }

func (p AccountPage) tokens(revoked bool) (tokens []shownToken) {
	for _, t := range p.Tokens {
		if t.RevokedAt.IsZero() != revoked {
			tokens = append(tokens, shownToken{t, newMoment(t.CreatedAt, p.Now), newMoment(t.UsedAt, p.Now), newMoment(t.RevokedAt, p.Now)})
		}
	}
	return tokens
}

// Scopes are what a token may be let do. The least is offered first.
func (p AccountPage) Scopes() []choice {
	return chosen(cmp.Or(p.NewToken.Value("scope"), string(mesher.MemberRole)), []choice{
		{Value: string(mesher.MemberRole), Name: "as a member"}, {Value: string(mesher.AdminRole), Name: "as an admin"}, {Value: string(mesher.OwnerRole), Name: "all that I may"},
	})
}

var accountDone = map[string]string{
	"password": "The password was changed, and your other sessions ended", "ended": "The session was ended", "revoked": "The token was revoked",
}

// Said is what was just done; nothing for a mark of somebody else's.
func (p AccountPage) Said() string { return accountDone[p.Done] }
