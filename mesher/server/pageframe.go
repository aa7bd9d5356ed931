package server

import (
	"cmp"
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// frame returns what surrounds a page for the caller, with all projects they may
// see.
func (s *Server) frame(r *http.Request, who access.Asker, project mesher.Project, section ui.Section) (ui.Frame, error) {
	f := ui.Frame{Name: cmp.Or(who.Account.Name, who.Account.Email), Project: project, Section: section}
	in, err := s.config.Store.Memberships(r.Context(), who.Account.ID)
	if err != nil {
		return f, err
	}
	for _, m := range in {
		projects, err := s.config.Store.ProjectsOf(r.Context(), m.Org.ID)
		if err != nil {
			return f, err
		}
		f.Orgs = append(f.Orgs, ui.OrgProjects{Org: m.Org, Projects: projects})
	}
	return f, nil
}

// may reports whether the caller has a role, for a page that offers what only
// this role may do. The route's guard decides whether it is then done.
func (s *Server) may(r *http.Request, who access.Asker, org uuid.UUID, needed mesher.Role) (bool, error) {
	role, err := s.config.Gate.RoleIn(r.Context(), who, org)
	return role.Includes(needed), err
}
