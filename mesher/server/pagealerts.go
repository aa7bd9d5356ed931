package server

import (
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getAlertsPage shows a project's newest alerts, and its rules.
func (s *Server) getAlertsPage(w http.ResponseWriter, r *http.Request, in inProject) error {
	asked := r.URL.Query()
	status, err := mesher.ParseAlertStatus(asked.Get("status"))
	if err != nil {
		return err
	}
	p := ui.AlertsPage{Status: status, Done: asked.Get("done"), Now: time.Now()}
	if p.May, err = s.may(r, in.who, in.project.OrgID, admin); err != nil {
		return err
	}
	if p.Alerts, err = s.config.Store.Alerts(r.Context(), in.project.ID, status); err != nil {
		return err
	}
	if p.Rules, err = s.config.Store.Rules(r.Context(), in.project.ID); err != nil {
		return err
	}
	if p.Frame, err = s.frame(r, in.who, in.project, ui.Alerts); err != nil {
		return err
	}
	return s.show(w, http.StatusOK, p)
}

// postAlertPage changes an alert's status, and redirects back to the list it was
// in.
func (s *Server) postAlertPage(to mesher.AlertStatus) func(http.ResponseWriter, *http.Request, inProject, uuid.UUID) error {
	return func(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID) error {
		listed, err := mesher.ParseAlertStatus(r.URL.Query().Get("status"))
		if err != nil {
			return err
		}
		if err := s.config.Store.MoveAlert(r.Context(), id, to, time.Now()); err != nil {
			return err
		}
		back := alertsPath(in.project)
		if listed != "" {
			back += "?status=" + string(listed)
		}
		return seeOther(w, r, back)
	}
}

func alertsPath(p mesher.Project) string {
	return "/projects/" + url.PathEscape(p.Slug) + "/alerts"
}
