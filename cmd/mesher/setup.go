package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/app"
)

// setup is the command that makes the first account.
type setup struct {
	Email    string `required:"" placeholder:"ADDRESS" help:"Of the first account, which owns the installation."`
	Password string `required:"" env:"MESHER_PASSWORD" placeholder:"PASSWORD" help:"At least 10 characters. In the environment, others on the machine don't see it."`
	Name     string `placeholder:"NAME" help:"How others see the person."`
	Org      string `default:"My organisation" placeholder:"NAME" help:"What the organisation is called (${default})."`
	Project  string `default:"My project" placeholder:"NAME" help:"What its first project is called (${default})."`
	JSON     bool   `name:"json" help:"Answer in JSON."`
}

// Run sets up, and prints what programs need.
func (s setup) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.atDesk(log, app.NewDesk, func(ctx context.Context, desk *app.Desk) error {
		first := access.Newcomer{Email: s.Email, Name: s.Name, Password: s.Password}
		made, err := desk.SetUp(ctx, first, s.Org, s.Project)
		if err != nil {
			return err
		}
		return answer{made, [][]string{
			{"Project", fmt.Sprintf("%s (number %d)", made.ProjectSlug, made.ProjectID)},
			{"DSN", made.DSN},
			{"API token", made.APIToken + "   it is shown this once"},
		}}.print(stdout, s.JSON)
	})
}
