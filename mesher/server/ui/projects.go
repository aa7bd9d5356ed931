package ui

import (
	"io"

	"github.com/mesh-actors/mesh/mesher"
)

// ProjectsPage lists the projects there are.
type ProjectsPage struct {
	Frame
	Projects []mesher.Project
}

var projectsPage = page("projects.html")

// Render writes the page.
func (p ProjectsPage) Render(w io.Writer) error { return render(w, projectsPage, p) }
