package ui

import (
	"io"

	"github.com/mesh-actors/mesh/mesher"
)

// ProjectsPage shows how the projects are doing of who looks.
type ProjectsPage struct {
	Frame
	Standings map[mesher.ProjectID]Standing // of those for which there is one
}

// A Standing is how a project is doing.
type Standing struct {
	Health mesher.Health
	Volume Volume
}

var projectsPage = page("projects.html")

// Render writes the page.
func (p ProjectsPage) Render(w io.Writer) error { return render(w, projectsPage, p) }

// A card is a project on the page.
type card struct {
	mesher.Project
	*Standing // nil: not looked for
}

// Cards are an organisation's projects.
func (p ProjectsPage) Cards(in OrgProjects) []card {
	cards := make([]card, len(in.Projects))
	for i, project := range in.Projects {
		cards[i].Project = project
		if s, ok := p.Standings[project.ID]; ok {
			cards[i].Standing = &s
		}
	}
	return cards
}
