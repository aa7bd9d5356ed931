package server

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getIssues shows a project's issues; before there is any, how to send one.
func (s *Server) getIssues(w http.ResponseWriter, r *http.Request, in inProject) error {
	request, err := pageRequestOf(r.URL.Query())
	if err != nil {
		return err
	}
	page, err := s.config.Store.ListIssues(r.Context(), in.project.ID, mesher.IssueQuery{PageRequest: request})
	if err != nil {
		return err
	}
	further := request.After != nil
	if len(page.Items) == 0 && !further {
		return s.showWelcome(w, r, in.project)
	}
	view := ui.IssuesPage{Project: in.project, Issues: page.Items, Further: further, Now: time.Now()}
	if page.Next != nil {
		view.Next = issuesPath(in.project) + "?" + url.Values{
			"cursor": {strconv.FormatInt(page.Next.Value, 10)}, "cursor_id": {page.Next.ID.String()},
		}.Encode()
	}
	return s.show(w, http.StatusOK, view)
}

// getIssue shows one issue and its newest event.
func (s *Server) getIssue(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	event, err := s.config.Store.LatestEvent(r.Context(), in.issue.ID)
	if err != nil && mesher.KindOf(err) != mesher.NotFound { // an issue outlives its events
		return err
	}
	return s.show(w, http.StatusOK, ui.IssuePage{Project: in.project, Issue: in.issue, Event: event, Now: time.Now()})
}
