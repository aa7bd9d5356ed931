package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
)

// project is the command about projects.
type project struct {
	List   projectList   `cmd:"" help:"List the projects."`
	Create projectCreate `cmd:"" help:"Make a project, with a key."`
}

type projectList struct {
	JSON bool `name:"json" help:"Answer in JSON."`
}

// A listedProject is a project as commands print it.
type listedProject struct {
	ID   mesher.ProjectID `json:"id"`
	Slug string           `json:"slug"`
	Name string           `json:"name"`
}

// Run lists the projects.
func (l projectList) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		projects, err := desk.Projects(ctx)
		if err != nil {
			return err
		}
		list, rows := []listedProject{}, [][]string{{"NUMBER", "SLUG", "NAME"}}
		for _, p := range projects {
			list = append(list, listedProject{p.ID, p.Slug, p.Name})
			rows = append(rows, []string{fmt.Sprint(p.ID), p.Slug, p.Name})
		}
		return answer{list, rows}.print(stdout, l.JSON)
	})
}

type projectCreate struct {
	Name     string `required:"" placeholder:"NAME" help:"What it is called."`
	Slug     string `placeholder:"SLUG" help:"How addresses name it; else it is made of the name."`
	Platform string `placeholder:"LANGUAGE" help:"What it is written in."`
	Org      string `placeholder:"ORG" help:"Its organisation, by slug or id; needed when there are several."`
	JSON     bool   `name:"json" help:"Answer in JSON."`
}

// Run makes the project and its first key.
func (c projectCreate) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		name, err := mesher.ParseName("the project's name", c.Name)
		if err != nil {
			return err
		}
		fresh := mesher.Project{Name: name, Slug: cmp.Or(c.Slug, mesher.Slug(name)), Platform: mesher.OneLine(c.Platform)}
		if fresh.Slug == "" || fresh.Slug != mesher.Slug(fresh.Slug) {
			return fmt.Errorf("--slug must be given, of small letters, digits and hyphens")
		}
		if fresh.OrgID, err = desk.OnlyOrg(ctx, c.Org); err != nil {
			return err
		}
		if fresh, err = desk.CreateProject(ctx, fresh); err != nil {
			return err
		}
		key, err := desk.CreateKey(ctx, fresh.ID, "Default")
		if err != nil {
			return err
		}
		made := struct {
			listedProject
			DSN string `json:"dsn"`
			Key string `json:"key"`
		}{listedProject{fresh.ID, fresh.Slug, fresh.Name}, desk.DSN(key), key.Value}
		return answer{made, [][]string{{"Project", fmt.Sprintf("%s (number %d)", fresh.Slug, fresh.ID)}, {"DSN", made.DSN}}}.print(stdout, c.JSON)
	})
}
