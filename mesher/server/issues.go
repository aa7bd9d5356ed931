package server

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// issuesPerPage is how many issues a page lists.
const issuesPerPage = 25

// getIssues shows a project's issues; before there is any, how to send one.
func (s *Server) getIssues(w http.ResponseWriter, r *http.Request) error {
	project, err := s.config.Projects.Project(r.Context(), r.PathValue("project"))
	if err != nil {
		return err
	}
	page, err := cursorOf(r.URL.Query())
	if err != nil {
		return err
	}
	further := !page.AfterTime.IsZero()
	page.Limit = issuesPerPage + 1 // one more tells whether there is a next page
	issues, err := s.config.Issues.Issues(r.Context(), project.ID, page)
	if err != nil {
		return err
	}
	if len(issues) == 0 && !further {
		return s.showWelcome(w, r, project)
	}
	view := ui.IssuesPage{Project: project, Issues: issues, Further: further, Now: time.Now()}
	if len(issues) > issuesPerPage {
		view.Issues = issues[:issuesPerPage]
		view.Next = issuesPath(project) + "?" + cursorAfter(view.Issues[issuesPerPage-1]).Encode()
	}
	return s.show(w, http.StatusOK, view)
}

// cursorAfter asks for what follows an issue in the list.
func cursorAfter(last mesher.Issue) url.Values {
	return url.Values{
		"cursor":    {last.LastSeen.UTC().Format(time.RFC3339Nano)},
		"cursor_id": {last.ID.String()},
	}
}

// cursorOf reads what cursorAfter wrote.
func cursorOf(query url.Values) (page mesher.IssuePage, err error) {
	if !query.Has("cursor") && !query.Has("cursor_id") {
		return page, nil
	}
	if page.AfterTime, err = time.Parse(time.RFC3339Nano, query.Get("cursor")); err != nil {
		return page, mesher.Errorf(mesher.Invalid, "cursor is not a time that an earlier page gave")
	}
	if page.AfterID, err = uuid.Parse(query.Get("cursor_id")); err != nil {
		return page, mesher.Errorf(mesher.Invalid, "cursor_id is not an id that an earlier page gave")
	}
	return page, nil
}

// getIssue shows one issue and its newest event.
func (s *Server) getIssue(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return mesher.Errorf(mesher.NotFound, "there is no issue with this id")
	}
	issue, err := s.config.Issues.Issue(r.Context(), id)
	if err != nil {
		return err
	}
	project, err := s.config.Projects.Project(r.Context(), strconv.FormatInt(int64(issue.ProjectID), 10))
	if err != nil {
		return err
	}
	event, err := s.config.Issues.LatestEvent(r.Context(), id)
	if err != nil && mesher.KindOf(err) != mesher.NotFound { // an issue outlives its events
		return err
	}
	return s.show(w, http.StatusOK, ui.IssuePage{Project: project, Issue: issue, Event: event, Now: time.Now()})
}
