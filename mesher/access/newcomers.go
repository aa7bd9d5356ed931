package access

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A Newcomer is a person who gets an account.
type Newcomer struct{ Email, Name, Password string }

// account checks what a newcomer typed, and stretches the password.
func (g *Gate) account(ctx context.Context, n Newcomer) (mesher.Account, string, error) {
	email, err := mesher.ParseEmail(n.Email)
	if err != nil {
		return mesher.Account{}, "", err
	}
	if n.Name == "" {
		n.Name = email
	}
	name, err := mesher.ParseName("the name", n.Name)
	if err != nil {
		return mesher.Account{}, "", err
	}
	if err := checkPassword(n.Password); err != nil {
		return mesher.Account{}, "", err
	}
	hash, err := g.hasher.hash(ctx, n.Password)
	return mesher.Account{ID: uuid.Must(uuid.NewV7()), Email: email, Name: name, CreatedAt: g.now()}, hash, err
}

// SetupSecret returns the secret for [Gate.SetUp]: the program shows it at start
// to whoever started it.
func (g *Gate) SetupSecret() mesher.Secret { return g.config.Setup[0] }

// theSetup is the account for counting guesses at the setup secret, while there
// is none yet.
const theSetup = ""

// SetUp makes the first account, which owns what was made by default, and signs
// it in. Forbidden with a wrong secret, Conflict if there is an account.
func (g *Gate) SetUp(ctx context.Context, secret mesher.Secret, first Newcomer, org, project string, from Client) (SignIn, error) {
	ok, err := g.guess(theSetup, from, func() (bool, error) {
		opens := func(s mesher.Secret) bool { return s.Digest() == secret.Digest() }
		return slices.ContainsFunc(g.config.Setup, opens), nil
	})
	if err != nil {
		return SignIn{}, err
	}
	if !ok {
		return SignIn{}, mesher.Errorf(mesher.Forbidden, "this is not the set-up link that the program printed when it started")
	}
	return g.SetUpHere(ctx, first, org, project, from)
}

// SetUpHere is [Gate.SetUp] without the secret, for a person at the machine.
func (g *Gate) SetUpHere(ctx context.Context, first Newcomer, org, project string, from Client) (SignIn, error) {
	claimed, err := g.config.Store.Claimed(ctx)
	if err != nil {
		return SignIn{}, err
	}
	if claimed { // before the work of stretching; Claim checks again
		return SignIn{}, mesher.Errorf(mesher.Conflict, "this installation is set up already; sign in")
	}
	names, err := claimNames(org, project)
	if err != nil {
		return SignIn{}, err
	}
	account, hash, err := g.account(ctx, first)
	if err != nil {
		return SignIn{}, err
	}
	if err := g.config.Store.Claim(ctx, account, hash, names); err != nil {
		return SignIn{}, err
	}
	return g.open(ctx, account, hash, from)
}

// claimNames checks the new names; empty names leave the present ones.
func claimNames(org, project string) (names mesher.ClaimNames, err error) {
	if org != "" {
		if names.Org, err = mesher.ParseName("the organisation's name", org); err != nil {
			return names, err
		}
		names.OrgSlug = slugOr(names.Org, "default")
	}
	if project != "" {
		if names.Project, err = mesher.ParseName("the project's name", project); err != nil {
			return names, err
		}
		names.ProjectSlug = slugOr(names.Project, "default")
	}
	return names, nil
}

func slugOr(name, other string) string {
	if slug := mesher.Slug(name); slug != "" {
		return slug
	}
	return other
}

// Invite invites somebody to join an organisation, and returns the secret for the
// link to accept it.
func (g *Gate) Invite(ctx context.Context, org uuid.UUID, email string, role mesher.Role) (mesher.Invite, mesher.Secret, error) {
	email, err := mesher.ParseEmail(email)
	if err != nil {
		return mesher.Invite{}, mesher.Secret{}, err
	}
	now, secret := g.now(), mesher.NewSecret("")
	invite := mesher.Invite{
		ID: uuid.Must(uuid.NewV7()), OrgID: org, Email: email, Role: role, CreatedAt: now, ExpiresAt: now.Add(g.config.InviteLife),
	}
	return invite, secret, g.config.Store.CreateInvite(ctx, invite, secret.Digest())
}

// Invited returns what an invitation offers; NotFound if it can't be accepted.
func (g *Gate) Invited(ctx context.Context, secret mesher.Secret) (mesher.Invite, mesher.Org, error) {
	return g.config.Store.InviteByDigest(ctx, secret.Digest(), g.now())
}

// Accept accepts an invitation for a signed-in caller.
func (g *Gate) Accept(ctx context.Context, secret mesher.Secret, who Asker) error {
	invite, _, err := g.Invited(ctx, secret)
	if err != nil {
		return err
	}
	return g.config.Store.Accept(ctx, invite.ID, who.Account.ID, g.now())
}

// Join accepts an invitation with a new account, whose address is the invited
// one, and signs it in. Conflict if the address has an account: its owner signs
// in and accepts.
func (g *Gate) Join(ctx context.Context, secret mesher.Secret, n Newcomer, from Client) (SignIn, error) {
	invite, _, err := g.Invited(ctx, secret)
	if err != nil {
		return SignIn{}, err
	}
	n.Email = invite.Email
	account, hash, err := g.account(ctx, n)
	if err != nil {
		return SignIn{}, err
	}
	if err := g.config.Store.Join(ctx, invite.ID, account, hash, g.now()); err != nil {
		return SignIn{}, err
	}
	return g.open(ctx, account, hash, from)
}

// hintLength is how much of a token people see in the list.
const hintLength = len(mesher.TokenPrefix) + 6

// CreateToken makes a token for the caller's programs. A token can't make a
// stronger one. The secret is shown only this once.
func (g *Gate) CreateToken(ctx context.Context, who Asker, label string, scope mesher.Role) (mesher.Token, mesher.Secret, error) {
	label, err := mesher.ParseName("the label", label)
	if err != nil {
		return mesher.Token{}, mesher.Secret{}, err
	}
	if who.IsProgram() {
		scope = scope.AtMost(who.Token.Scope)
	}
	secret := mesher.NewSecret(mesher.TokenPrefix)
	token := mesher.Token{
		ID: uuid.Must(uuid.NewV7()), AccountID: who.Account.ID, Label: label, Hint: secret.Reveal()[:hintLength], Scope: scope, CreatedAt: g.now(),
	}
	return token, secret, g.config.Store.CreateToken(ctx, token, secret.Digest())
}
