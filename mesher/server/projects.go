package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

type projectView struct {
	ID       mesher.ProjectID `json:"id"`
	OrgID    uuid.UUID        `json:"org_id"`
	Name     string           `json:"name"`
	Slug     string           `json:"slug"`
	Platform string           `json:"platform"`
}

func viewProject(p mesher.Project) projectView {
	return projectView{p.ID, p.OrgID, p.Name, p.Slug, p.Platform}
}

// getProjects lists an organisation's projects.
func (s *Server) getProjects(w http.ResponseWriter, r *http.Request, in inOrg) error {
	projects, err := s.config.Store.ProjectsOf(r.Context(), in.org.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(projects, viewProject))
}

// postProject makes a project.
func (s *Server) postProject(w http.ResponseWriter, r *http.Request, in inOrg) error {
	form, err := s.readName(r, "project", nameForm{})
	if err != nil {
		return err
	}
	project, err := s.config.Admin.CreateProject(r.Context(), mesher.Project{OrgID: in.org.ID, Name: form.Name, Slug: form.Slug, Platform: form.Platform})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, viewProject(project))
}

// postProjectEdit renames a project.
func (s *Server) postProjectEdit(w http.ResponseWriter, r *http.Request, in inProject) error {
	form, err := s.readName(r, "project", nameForm{in.project.Name, in.project.Slug, in.project.Platform})
	if err != nil {
		return err
	}
	p := in.project
	p.Name, p.Slug, p.Platform = form.Name, form.Slug, form.Platform
	if err := s.config.Store.RenameProject(r.Context(), p); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}
