package app

import (
	"context"
	"errors"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// A Person is an account, with its memberships.
type Person struct {
	mesher.Account
	In []mesher.Membership
}

// People lists everybody, by address.
func (d *Desk) People(ctx context.Context) (people []Person, err error) {
	accounts, err := d.AllAccounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		in, err := d.Memberships(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		people = append(people, Person{a, in})
	}
	return people, nil
}

// Person finds an account by its address.
func (d *Desk) Person(ctx context.Context, email string) (mesher.Account, error) {
	email, err := mesher.ParseEmail(email)
	if err != nil {
		return mesher.Account{}, err
	}
	account, _, err := d.AccountByEmail(ctx, email)
	return account, err
}

// AddPerson makes an account that belongs to an organisation. A person who has an
// account joins with it, and keeps name and password. It works as an invitation
// does, and so leaves nothing else behind. Conflict while the installation is not
// set up: the first person owns it.
func (d *Desk) AddPerson(ctx context.Context, n access.Newcomer, orgRef string, role mesher.Role) (made bool, err error) {
	claimed, err := d.Claimed(ctx)
	if err != nil {
		return false, err
	}
	if !claimed {
		return false, mesher.Errorf(mesher.Conflict, "nobody has an account yet: make the first, which owns the installation, with mesher setup")
	}
	org, err := d.OnlyOrg(ctx, orgRef)
	if err != nil {
		return false, err
	}
	invite, secret, err := d.Gate.Invite(ctx, org, n.Email, role)
	if err != nil {
		return false, err
	}
	account, err := d.Person(ctx, n.Email)
	switch {
	case err == nil:
		err = d.Gate.Accept(ctx, secret, access.Asker{Account: account})
	case mesher.KindOf(err) == mesher.NotFound:
		made = true
		err = d.join(ctx, secret, n)
	}
	if err == nil {
		return made, nil
	}
	if undone := d.WithdrawInvite(ctx, org, invite.ID); mesher.KindOf(undone) != mesher.NotFound {
		err = errors.Join(err, undone)
	}
	return false, err
}

func (d *Desk) join(ctx context.Context, secret mesher.Secret, n access.Newcomer) error {
	in, err := d.Gate.Join(ctx, secret, n, access.Client{UserAgent: "mesher user"})
	if err != nil {
		return err
	}
	return d.Gate.Logout(ctx, in.Asker)
}
