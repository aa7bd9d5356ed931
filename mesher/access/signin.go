package access

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A SignIn is a session as its owner gets it, with its secret.
type SignIn struct {
	Asker  Asker
	Secret mesher.Secret // shown to nobody else
}

// Login signs a person in; Unauthorized if address and password don't match,
// Limited after too many that did not.
func (g *Gate) Login(ctx context.Context, email, password string, from Client) (SignIn, error) {
	email, err := mesher.ParseEmail(email)
	if err != nil {
		email = noAddress
	}
	var (
		account mesher.Account
		hash    string
	)
	ok, err := g.guess(email, from, func() (ok bool, err error) {
		account, hash, err = g.config.Store.AccountByEmail(ctx, email)
		if err != nil && mesher.KindOf(err) != mesher.NotFound {
			return false, err
		}
		return g.hasher.matches(ctx, password, hash) // without an account the hash is empty, which takes as long
	})
	if err != nil {
		return SignIn{}, err
	}
	if !ok {
		return SignIn{}, mesher.Errorf(mesher.Unauthorized, "the e-mail address or the password is wrong")
	}
	return g.open(ctx, account, hash, from)
}

// noAddress stands for a malformed address. It has no account, and is looked up
// all the same.
const noAddress = "none"

// guess tries a password, unless too many wrong ones were tried lately: from this
// network at this account, from this network at any account, or from anywhere at
// this account. The last bound is wide, so that one network can't use it up and
// lock the owner out. A right password, or one that could not be checked, does
// not count.
func (g *Gate) guess(at string, from Client, try func() (right bool, err error)) (right bool, err error) {
	network := from.Network()
	tried := []allowance{{g.pairs, at + " " + network}, {g.networks, network}, {g.accounts, at}}
	if wait, _ := takeAll(tried, g.now()); wait > 0 {
		return false, tooMany(wait)
	}
	if right, err = try(); right || err != nil {
		giveBackAll(tried)
	}
	return right, err
}

func tooMany(wait time.Duration) error {
	e := mesher.Errorf(mesher.Limited, "too many wrong passwords; try again in %s", wait.Round(time.Second)+time.Second)
	e.RetryAfter = wait
	return e
}

// open makes a session for a person who showed the password of a hash.
func (g *Gate) open(ctx context.Context, account mesher.Account, passwordHash string, from Client) (SignIn, error) {
	now, secret := g.now(), mesher.NewSecret("")
	session := mesher.Session{
		ID: uuid.Must(uuid.NewV7()), AccountID: account.ID,
		CreatedAt: now, ExpiresAt: now.Add(g.config.SessionLife), SeenAt: now,
		UserAgent: brief(from.UserAgent), IP: from.IP.Unmap(),
	}
	if err := g.config.Store.CreateSession(ctx, session, secret.Digest(), passwordHash); err != nil {
		return SignIn{}, err
	}
	if err := g.config.Store.ForgetSessions(ctx, now); err != nil {
		g.config.Log.Warn("expired sessions could not be removed", "err", err)
	}
	return SignIn{Asker{Account: account, Session: session}, secret}, nil
}

// Logout ends the caller's session.
func (g *Gate) Logout(ctx context.Context, who Asker) error {
	err := g.config.Store.EndSession(ctx, who.Account.ID, who.Session.ID)
	if mesher.KindOf(err) == mesher.NotFound {
		return nil // it has ended already
	}
	return err
}

// Sessions lists where the caller is signed in.
func (g *Gate) Sessions(ctx context.Context, who Asker) ([]mesher.Session, error) {
	return g.config.Store.Sessions(ctx, who.Account.ID, g.now())
}

// ChangePassword replaces the caller's password, ends all of the caller's
// sessions and opens a new one; Unauthorized if the old password is wrong.
func (g *Gate) ChangePassword(ctx context.Context, who Asker, old, fresh string, from Client) (SignIn, error) {
	if who.IsProgram() {
		return SignIn{}, mesher.Errorf(mesher.Forbidden, "a token can't change its owner's password; sign in")
	}
	if err := checkPassword(fresh); err != nil {
		return SignIn{}, err
	}
	ok, err := g.guess(who.Account.Email, from, func() (bool, error) {
		_, hash, err := g.config.Store.AccountByEmail(ctx, who.Account.Email)
		if err != nil {
			return false, err
		}
		return g.hasher.matches(ctx, old, hash)
	})
	if err != nil {
		return SignIn{}, err
	}
	if !ok {
		return SignIn{}, mesher.Errorf(mesher.Invalid, "the old password is wrong")
	}
	hash, err := g.hasher.hash(ctx, fresh)
	if err != nil {
		return SignIn{}, err
	}
	if err := g.config.Store.SetPassword(ctx, who.Account.ID, hash); err != nil {
		return SignIn{}, err
	}
	return g.open(ctx, who.Account, hash, from)
}

// ResetPassword replaces the password of an account whose owner can't sign in,
// and ends its sessions. It is for a person at the machine.
func (g *Gate) ResetPassword(ctx context.Context, account mesher.Account, fresh string) error {
	if err := checkPassword(fresh); err != nil {
		return err
	}
	hash, err := g.hasher.hash(ctx, fresh)
	if err != nil {
		return err
	}
	return g.config.Store.SetPassword(ctx, account.ID, hash)
}

// brief cuts a browser's name to what a list can show.
func brief(userAgent string) string {
	const most = 200 // bytes
	return mesher.OneLine(userAgent[:min(most, len(userAgent))])
}
