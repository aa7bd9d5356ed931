package server

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// mostIssues is how many issues one request may change.
const mostIssues = 1000

// An actionForm is the action to do, with its parameters.
type actionForm struct {
	IDs    []uuid.UUID `json:"ids"`
	Action string      `json:"action" enum:"resolve,archive,unresolve,discard,assign,delete"`
	assignForm
}

type assignForm struct {
	UserID string `json:"user_id"` // empty: nobody
}

type commentForm struct {
	Text string `json:"text"`
}

type mergeForm struct {
	Into uuid.UUID `json:"into"`
}

type unmergeForm struct {
	Fingerprint string `json:"fingerprint"` // of the events that become an issue of their own
}

// statusAfter is the status of an issue after an action.
var statusAfter = map[string]mesher.Status{
	"resolve": mesher.Resolved, "archive": mesher.Archived, "unresolve": mesher.Unresolved, "discard": mesher.Discarded,
}

// postIssueAction does to one issue what the last part of the path names.
func (s *Server) postIssueAction(action string) func(http.ResponseWriter, *http.Request, ofIssue) error {
	return func(w http.ResponseWriter, r *http.Request, in ofIssue) error {
		var form assignForm
		if action == "assign" {
			if err := s.readForm(r, &form); err != nil {
				return err
			}
		}
		return s.act(w, r, in.inProject, action, []uuid.UUID{in.issue.ID}, form.UserID)
	}
}

// postBulkAction does an action to many issues.
func (s *Server) postBulkAction(w http.ResponseWriter, r *http.Request, in inProject) error {
	var form actionForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	if len(form.IDs) == 0 || len(form.IDs) > mostIssues {
		return mesher.Errorf(mesher.Invalid, "ids must name 1 to %d issues", mostIssues)
	}
	return s.act(w, r, in, form.Action, form.IDs, form.UserID)
}

// act changes issues of a project and answers with their number.
func (s *Server) act(w http.ResponseWriter, r *http.Request, in inProject, action string, issues []uuid.UUID, to string) error {
	affected, err := s.change(r, in, action, issues, to)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, done{"ok", affected})
}

// change does an action to issues of a project, tells listeners, and returns the
// number of issues affected. to is the assignee of an assignment.
func (s *Server) change(r *http.Request, in inProject, action string, issues []uuid.UUID, to string) (affected int, err error) {
	act := in.act()
	var change mesher.IssueChange
	status, isStatus := statusAfter[action]
	switch {
	case isStatus:
		change = mesher.IssueChange(status)
		affected, err = s.config.Store.ChangeStatus(r.Context(), in.project.ID, issues, status, act)
	case action == "delete":
		change = mesher.IssueDeleted
		affected, err = s.config.Store.DeleteIssues(r.Context(), in.project.ID, issues)
	case action == "assign":
		change = mesher.IssueAssigned
		var assignee uuid.UUID
		if assignee, err = s.assignee(r, in, to); err == nil {
			affected, err = s.config.Store.Assign(r.Context(), in.project.ID, issues, assignee, act)
		}
	default:
		err = mesher.Errorf(mesher.Invalid, "action is %.32q; it must be resolve, archive, unresolve, discard, assign or delete", action)
	}
	if err == nil && affected > 0 {
		s.config.Live.Changed(in.project.ID, change, issues...)
	}
	return affected, err
}

// act returns the caller and the time now, for an action.
func (in inProject) act() mesher.Act { return mesher.Act{By: in.who.Account.ID, At: time.Now()} }

// assignee returns the id of a member of the project's organisation, or none.
func (s *Server) assignee(r *http.Request, in inProject, id string) (uuid.UUID, error) {
	if id == "" {
		return uuid.Nil, nil
	}
	account, err := uuid.Parse(id)
	if err == nil {
		_, err = s.config.Store.RoleIn(r.Context(), account, in.project.OrgID)
	}
	if err != nil && mesher.KindOf(err) != mesher.Unavailable {
		return uuid.Nil, mesher.Errorf(mesher.Invalid, "user_id is not the id of a member")
	}
	return account, err
}

// postComment adds a comment.
func (s *Server) postComment(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	var form commentForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	if err := s.config.Store.Comment(r.Context(), in.project.ID, in.issue.ID, form.Text, in.act()); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// postMerge merges an issue into another of the same project.
func (s *Server) postMerge(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	var form mergeForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	if form.Into == uuid.Nil {
		return mesher.Errorf(mesher.Invalid, "into must be the id of an issue in the same project")
	}
	if err := s.config.Store.MergeIssue(r.Context(), in.project.ID, in.issue.ID, form.Into, in.act()); err != nil {
		return err
	}
	s.config.Live.Changed(in.project.ID, mesher.IssueMerged, in.issue.ID)
	return writeJSON(w, http.StatusOK, oneDone)
}

// postUnmerge makes the events with one fingerprint an issue of their own.
func (s *Server) postUnmerge(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	var form unmergeForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	hash, err := mesher.ParseFingerprint(form.Fingerprint)
	if err != nil {
		return err
	}
	fresh, err := s.config.Store.UnmergeIssue(r.Context(), in.project.ID, in.issue.ID, hash, in.act())
	if err != nil {
		return err
	}
	s.config.Live.Changed(in.project.ID, mesher.IssueNew, fresh)
	return writeJSON(w, http.StatusCreated, created{fresh})
}

type activityView struct {
	ID     uuid.UUID           `json:"id"`
	At     string              `json:"at"`
	UserID *uuid.UUID          `json:"user_id"` // null: Mesher itself
	Kind   mesher.ActivityKind `json:"kind"`
	Data   json.RawMessage     `json:"data"`
}

// showActivity lists who did what, newest first.
func (s *Server) showActivity(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	activity, err := s.config.Store.Activity(r.Context(), in.project.ID, in.issue.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(activity, func(a mesher.Activity) activityView {
		return activityView{a.ID, mesher.FormatTime(a.Act.At), orNull(a.Act.By), a.Kind, a.Data}
	}))
}
