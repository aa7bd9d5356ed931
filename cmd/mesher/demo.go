package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/ops/demo"
)

// demonstration is the command that fills a project with made-up data.
type demonstration struct {
	Name   string `default:"Demo" placeholder:"NAME" help:"What the new project is called (${default})."`
	Org    string `placeholder:"ORG" help:"Its organisation, by slug or id; needed when there are several."`
	Events int    `default:"20000" help:"How many (${default})."`
	Days   int    `default:"28" help:"Over how many days before now (${default})."`
	Seed   uint64 `default:"1" help:"The same seed makes the same data (${default})."`
	JSON   bool   `name:"json" help:"Answer in JSON."`
}

// Help returns the text of demo --help beside the flags.
func (demonstration) Help() string {
	return "It makes a project of its own, so that it does no harm to others, and works while the server runs or not. Delete the project when you have seen enough."
}

// Run makes the project and fills it, with progress on standard error.
func (d demonstration) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	name, err := mesher.ParseName("the project's name", d.Name)
	if err != nil {
		return err
	}
	plan, err := demo.Plan{Seed: d.Seed, Events: d.Events, Days: d.Days}.Checked(time.Now())
	if err != nil {
		return err
	}
	return p.atDeskFor(ctx, log, app.NewDesk, func(desk *app.Desk) error {
		shown := newProgress(os.Stderr, "events")
		made, err := desk.Demo(ctx, name, d.Org, plan, func(done int) { shown.at(time.Now(), int64(done), int64(plan.Events), "") })
		shown.end()
		if err != nil && ctx.Err() != nil {
			return errors.New("interrupted; the project " + made.Slug + " stays with what it has")
		}
		if err != nil {
			return err
		}
		return answer{made, [][]string{
			{"Project", fmt.Sprintf("%s (number %d): %d events of %d issues", made.Slug, made.ProjectID, made.Events, made.Issues)},
			{"DSN", made.DSN},
			{"See it", made.URL},
		}}.print(stdout, d.JSON)
	})
}
