package app

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ops/demo"
)

// A Demo is a project filled with made-up data.
type Demo struct {
	demo.Filled
	ProjectID mesher.ProjectID `json:"project_id"`
	Slug      string           `json:"project_slug"`
	DSN       string           `json:"dsn"`
	URL       string           `json:"url"`
}

// Demo makes a project and fills it with what programs might have reported. If it
// ends early the project stays, with the events it has by then.
func (d *Desk) Demo(ctx context.Context, name, org string, plan demo.Plan, report func(done int)) (made Demo, err error) {
	owner, err := d.OnlyOrg(ctx, org)
	if err != nil {
		return made, err
	}
	project, err := d.freshProject(ctx, mesher.Project{OrgID: owner, Name: name, Platform: "python"})
	if err != nil {
		return made, err
	}
	key, err := d.CreateKey(ctx, project.ID, "Default")
	if err != nil {
		return made, err
	}
	members, err := d.Members(ctx, owner)
	if err != nil {
		return made, err
	}
	by := uuid.Nil
	if len(members) > 0 {
		by = members[0].AccountID
	}
	made = Demo{ProjectID: project.ID, Slug: project.Slug, DSN: d.DSN(key), URL: d.base.JoinPath("projects", project.Slug, "issues").String()}
	made.Filled, err = plan.Fill(ctx, d, project.ID, by, report)
	return made, err
}

// manyOfAName bounds how often a name is tried with another number behind it.
const manyOfAName = 100

// freshProject makes a project; if there is one of that name already, with a
// number behind it.
func (d *Desk) freshProject(ctx context.Context, p mesher.Project) (mesher.Project, error) {
	name := p.Name
	for n := 2; ; n++ {
		p.Slug = mesher.Slug(p.Name)
		if p.Slug == "" {
			return p, mesher.Errorf(mesher.Invalid, "the project's name must have letters that an address can have: a to z")
		}
		made, err := d.CreateProject(ctx, p)
		if mesher.KindOf(err) != mesher.Conflict || n > manyOfAName {
			return made, err
		}
		p.Name = fmt.Sprintf("%s %d", name, n)
	}
}
