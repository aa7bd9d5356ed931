package server

import (
	"net/http"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getIssueEvents lists an issue's events, the newest first.
func (s *Server) getIssueEvents(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	request, err := pageRequestOf(r.URL.Query())
	if err != nil {
		return err
	}
	events, err := s.config.Store.IssueEvents(r.Context(), in.project.ID, in.issue.ID, request)
	if err != nil {
		return err
	}
	frame, err := s.frame(r, in.who, in.project, ui.Issues)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, ui.EventsPage{Frame: frame, Issue: in.issue, Events: events.Items,
		Further: request.After != nil, Next: events.Next, Now: time.Now()})
}

// getEventPage shows one event whole.
func (s *Server) getEventPage(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	found, err := s.eventFor(r, who)
	if err != nil {
		return err
	}
	issue, err := s.config.Store.Issue(r.Context(), found.IssueID)
	if err != nil {
		return hidden(err, "event") // deleted with its issue
	}
	in, err := s.project(r, who, projectRef(issue.ProjectID), mesher.MemberRole, "event")
	if err != nil {
		return err
	}
	frame, err := s.frame(r, who, in.project, ui.Issues)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, ui.EventPage{Frame: frame, Issue: issue, Event: found, Now: time.Now()})
}
