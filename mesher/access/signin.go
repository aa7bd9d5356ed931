package access

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A SignIn is a session as its owner gets it.
type SignIn struct {
	Asker  Asker
	Secret mesher.Secret // shown to nobody else
}

// Login signs a person in. Unauthorized when address and password don't fit,
// Limited after too many that did not.
func (g *Gate) Login(ctx context.Context, email, password string, from Client) (SignIn, error) {
	// What is no address has no account either, and is looked for all the same.
	if parsed, err := mesher.ParseEmail(email); err == nil {
		email = parsed
	}
	if err := g.mayGuess(email, from); err != nil {
		return SignIn{}, err
	}
	account, hash, err := g.config.Store.AccountByEmail(ctx, email)
	if err != nil && mesher.KindOf(err) != mesher.NotFound {
		return SignIn{}, err
	}
	ok, err := g.hasher.matches(ctx, password, hash) // of nobody: the empty hash, which takes as long
	if err != nil {
		return SignIn{}, err
	}
	if !ok {
		g.guessedWrong(email, from)
		return SignIn{}, mesher.Errorf(mesher.Unauthorized, "the e-mail address or the password is wrong")
	}
	return g.open(ctx, account, from)
}

// mayGuess is nil when a password may be tried. Both have to have patience, or
// a stranger could guess on from many places, or at many accounts.
func (g *Gate) mayGuess(email string, from Client) error {
	now := g.now()
	wait := max(g.accounts.wait(email, now), g.networks.wait(from.network(), now))
	if wait <= 0 {
		return nil
	}
	e := mesher.Errorf(mesher.Limited, "too many wrong passwords; try again in %s", wait.Round(time.Second)+time.Second)
	e.RetryAfter = wait
	return e
}

func (g *Gate) guessedWrong(email string, from Client) {
	now := g.now()
	g.accounts.wrong(email, now)
	g.networks.wrong(from.network(), now)
}

// open makes a session.
func (g *Gate) open(ctx context.Context, account mesher.Account, from Client) (SignIn, error) {
	now, secret := g.now(), mesher.NewSecret("")
	session := mesher.Session{
		ID: uuid.Must(uuid.NewV7()), AccountID: account.ID,
		CreatedAt: now, ExpiresAt: now.Add(g.config.SessionLife), SeenAt: now,
		UserAgent: brief(from.UserAgent), IP: from.IP.Unmap(),
	}
	if err := g.config.Store.CreateSession(ctx, session, secret.Digest()); err != nil {
		return SignIn{}, err
	}
	if err := g.config.Store.ForgetSessions(ctx, now); err != nil {
		g.config.Log.Warn("expired sessions could not be removed", "err", err)
	}
	return SignIn{Asker{Account: account, Session: session}, secret}, nil
}

// Logout ends the asker's session.
func (g *Gate) Logout(ctx context.Context, who Asker) error {
	err := g.config.Store.EndSession(ctx, who.Account.ID, who.Session.ID)
	if mesher.KindOf(err) == mesher.NotFound {
		return nil // it has ended already
	}
	return err
}

// Sessions lists where the asker is signed in.
func (g *Gate) Sessions(ctx context.Context, who Asker) ([]mesher.Session, error) {
	return g.config.Store.Sessions(ctx, who.Account.ID, g.now())
}

// ChangePassword replaces the asker's password, ends all of its sessions and
// opens a new one. Unauthorized when the old password is wrong.
func (g *Gate) ChangePassword(ctx context.Context, who Asker, old, fresh string, from Client) (SignIn, error) {
	if who.IsProgram() {
		return SignIn{}, mesher.Errorf(mesher.Forbidden, "a token can't change its owner's password; sign in")
	}
	if err := checkPassword(fresh); err != nil {
		return SignIn{}, err
	}
	if err := g.mayGuess(who.Account.Email, from); err != nil {
		return SignIn{}, err
	}
	_, hash, err := g.config.Store.AccountByEmail(ctx, who.Account.Email)
	if err != nil {
		return SignIn{}, err
	}
	ok, err := g.hasher.matches(ctx, old, hash)
	if err != nil {
		return SignIn{}, err
	}
	if !ok {
		g.guessedWrong(who.Account.Email, from)
		return SignIn{}, mesher.Errorf(mesher.Invalid, "the old password is wrong")
	}
	if hash, err = g.hasher.hash(ctx, fresh); err != nil {
		return SignIn{}, err
	}
	if err := g.config.Store.SetPassword(ctx, who.Account.ID, hash); err != nil {
		return SignIn{}, err
	}
	return g.open(ctx, who.Account, from)
}

// ResetPassword replaces the password of an account whose owner can't sign in,
// and ends its sessions: for who sits at the machine.
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

// brief keeps of a browser's name what a list can show.
func brief(userAgent string) string {
	const most = 200 // bytes
	return mesher.OneLine(userAgent[:min(most, len(userAgent))])
}
