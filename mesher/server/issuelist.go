package server

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// An issueView is an issue in a list.
type issueView struct {
	ID         uuid.UUID     `json:"id"`
	ShortID    string        `json:"short_id"`
	Title      string        `json:"title"`
	Culprit    string        `json:"culprit"`
	Level      mesher.Level  `json:"level"`
	Status     mesher.Status `json:"status"`
	EventCount int64         `json:"event_count"`
	UserCount  int64         `json:"user_count"`
	FirstSeen  string        `json:"first_seen"`
	LastSeen   string        `json:"last_seen"`
	AssignedTo *uuid.UUID    `json:"assigned_to"` // null: nobody
	Regressed  bool          `json:"regressed"`
}

func viewIssue(p mesher.Project, i mesher.Issue) issueView {
	return issueView{
		ID: i.ID, ShortID: i.ShortID(p.Slug), Title: i.Title, Culprit: i.Culprit, Level: i.Level, Status: i.Status,
		EventCount: i.EventCount, UserCount: i.UserCount,
		FirstSeen: mesher.FormatTime(i.FirstSeen), LastSeen: mesher.FormatTime(i.LastSeen),
		AssignedTo: orNull(i.AssignedTo), Regressed: i.Regressed,
	}
}

// listIssues lists a project's issues.
func (s *Server) listIssues(w http.ResponseWriter, r *http.Request, in inProject) error {
	q, err := issueQueryOf(r.URL.Query())
	if err != nil {
		return err
	}
	page, err := s.config.Store.ListIssues(r.Context(), in.project.ID, q)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, pageOf(page, func(i mesher.Issue) issueView { return viewIssue(in.project, i) }))
}

// issueFilters are the names of the query parameters that filter a list of
// issues.
var issueFilters = []string{"status", "level", "assigned_to", "environment", "release", "q", "tag", "since", "until", "sort",
	"limit", "cursor", "cursor_id"}

// issueQueryOf reads which issues are asked for. Without since and until, issues
// of any time.
func issueQueryOf(query url.Values) (q mesher.IssueQuery, err error) {
	if q.PageRequest, err = pageRequestOf(query); err != nil {
		return q, err
	}
	if q.Window, err = windowOf(query, mesher.Window{}); err != nil {
		return q, err
	}
	q.Environment, q.Release, q.Text = query.Get("environment"), query.Get("release"), query.Get("q")
	q.Sort = mesher.IssueSort(query.Get("sort"))
	if q.Status, err = statusOr(query.Get("status")); err != nil {
		return q, err
	}
	if name := query.Get("level"); name != "" {
		level, err := mesher.ParseLevel(name)
		if err != nil {
			return q, mesher.Errorf(mesher.Invalid, "%v", err)
		}
		q.Level = &level
	}
	if who := query.Get("assigned_to"); who != "" {
		if q.Assignee, err = uuid.Parse(who); err != nil {
			return q, mesher.Errorf(mesher.Invalid, "assigned_to is not the id of a user")
		}
	}
	if tag := query.Get("tag"); tag != "" {
		if q.Tag, err = tagOf(tag); err != nil {
			return q, err
		}
	}
	return q, nil
}

// statusOr reads the name of a status; an empty one is any.
func statusOr(name string) (mesher.Status, error) {
	switch status := mesher.Status(name); status {
	case "", mesher.Unresolved, mesher.Resolved, mesher.Archived, mesher.Discarded:
		return status, nil
	}
	return "", mesher.Errorf(mesher.Invalid, "status is %.32q; it must be unresolved, resolved, archived or discarded", name)
}
