package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/app"
)

// user is the command about people. It is for a person at the machine, and asks
// for no credentials.
type user struct {
	List     userList     `cmd:"" help:"List who has an account, and where they belong."`
	Create   userCreate   `cmd:"" help:"Make an account in an organisation; who has one joins with it."`
	Password userPassword `cmd:"" help:"Replace somebody's password, which ends their sessions."`
	Remove   userRemove   `cmd:"" help:"Remove an account, with its sessions, tokens and memberships."`
}

type userList struct {
	JSON bool `name:"json" help:"Answer in JSON."`
}

// A listedUser is an account as commands print it.
type listedUser struct {
	ID        uuid.UUID              `json:"id"`
	Email     string                 `json:"email"`
	Name      string                 `json:"display_name"`
	CreatedAt time.Time              `json:"created_at"`
	Roles     map[string]mesher.Role `json:"roles"` // by the organisation's slug
}

// Run lists the accounts.
func (l userList) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		people, err := desk.People(ctx)
		if err != nil {
			return err
		}
		list, rows := []listedUser{}, [][]string{{"EMAIL", "NAME", "SINCE", "ROLES"}}
		for _, person := range people {
			u := listedUser{person.ID, person.Email, person.Name, person.CreatedAt, map[string]mesher.Role{}}
			var roles []string
			for _, in := range person.In {
				u.Roles[in.Org.Slug] = in.Role
				roles = append(roles, fmt.Sprintf("%s of %s", in.Role, in.Org.Slug))
			}
			list = append(list, u)
			rows = append(rows, []string{u.Email, u.Name, u.CreatedAt.Format(time.DateOnly), strings.Join(roles, ", ")})
		}
		return answer{list, rows}.print(stdout, l.JSON)
	})
}

type userCreate struct {
	Email    string `required:"" placeholder:"ADDRESS" help:"Whose account it is."`
	Name     string `placeholder:"NAME" help:"How others see the person."`
	Role     string `default:"member" enum:"member,admin,owner" placeholder:"ROLE" help:"What they may do: member, admin or owner (${default})."`
	Org      string `placeholder:"ORG" help:"Where they belong, by slug or id; needed when there are several."`
	password `embed:""`
	JSON     bool `name:"json" help:"Answer in JSON."`
}

// Run makes the account.
func (c userCreate) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	role, err := mesher.ParseRole(c.Role)
	if err != nil {
		return err
	}
	chosen, shown, err := c.choose(os.Stdin, os.Stderr)
	if err != nil {
		return err
	}
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		made, err := desk.AddPerson(ctx, access.Newcomer{Email: c.Email, Name: c.Name, Password: chosen}, c.Org, role)
		if err != nil {
			return err
		}
		if !made {
			shown = "" // they keep the one they have
		}
		account, err := desk.Person(ctx, c.Email)
		if err != nil {
			return err
		}
		said := "has an account"
		if !made {
			said = "had an account, with its own password, and belongs here now"
		}
		return userDone{account.ID, account.Email, shown, made}.print(stdout, c.JSON, said)
	})
}

type userPassword struct {
	Email    string `arg:"" help:"Whose it is."`
	password `embed:""`
	JSON     bool `name:"json" help:"Answer in JSON."`
}

// Run replaces the password.
func (c userPassword) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	chosen, shown, err := c.choose(os.Stdin, os.Stderr)
	if err != nil {
		return err
	}
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		account, err := desk.Person(ctx, c.Email)
		if err != nil {
			return err
		}
		if err := desk.Gate.ResetPassword(ctx, account, chosen); err != nil {
			return err
		}
		return userDone{account.ID, account.Email, shown, false}.print(stdout, c.JSON, "has a new password, and has to sign in again")
	})
}

type userRemove struct {
	Email string `arg:"" help:"Whose account it is."`
	JSON  bool   `name:"json" help:"Answer in JSON."`
}

// Run removes the account. What the person did stays in the history of issues.
func (c userRemove) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		account, err := desk.Person(ctx, c.Email)
		if err != nil {
			return err
		}
		if err := desk.DeleteAccount(ctx, account.ID); err != nil {
			return err
		}
		return userDone{ID: account.ID, Email: account.Email}.print(stdout, c.JSON, "has no account any more")
	})
}

// A userDone is what changed about an account.
type userDone struct {
	ID       uuid.UUID `json:"id"`
	Email    string    `json:"email"`
	Password string    `json:"password,omitempty"` // if it was made up
	Created  bool      `json:"created"`
}

func (d userDone) print(stdout io.Writer, asJSON bool, said string) error {
	rows := [][]string{{d.Email + " " + said}}
	if d.Password != "" {
		rows = append(rows, []string{"The password is " + d.Password + "   it is shown this once"})
	}
	return answer{d, rows}.print(stdout, asJSON)
}
