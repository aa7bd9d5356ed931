package server

import (
	"context"
	"net/http"
	"time"

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

// deleteWithin is how long a request waits for a project to be deleted. The rest
// is then deleted in the background.
const deleteWithin = 20 * time.Second

// postProjectDelete removes a project with all its events.
func (s *Server) postProjectDelete(w http.ResponseWriter, r *http.Request, in inProject) error {
	if err := s.deleteProject(r.Context(), in.project); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

func (s *Server) deleteProject(ctx context.Context, p mesher.Project) error {
	ctx, cancel := context.WithTimeout(ctx, deleteWithin)
	defer cancel()
	if err := s.config.Admin.DeleteProject(ctx, p.ID); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}
