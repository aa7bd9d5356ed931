package server

import (
	"cmp"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getIssue shows one issue and its newest event.
func (s *Server) getIssue(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	now := time.Now()
	page := ui.IssuePage{Issue: in.issue, During: cmp.Or(r.URL.Query().Get("during"), "14d"), Me: in.who.Account.ID, Now: now}
	back, err := stretchOf("during", page.During)
	if err != nil {
		return err
	}
	during, step := stepsBack(now, back)
	ctx, project, issue := r.Context(), in.project.ID, in.issue.ID
	volumes, err := s.config.Store.IssueVolumes(ctx, project, []uuid.UUID{issue}, during, step)
	if err != nil {
		return err
	}
	page.Volume = ui.Volume{Buckets: volumes[0], Step: step}
	page.Event, err = s.config.Store.LatestEvent(ctx, issue)
	if err != nil && mesher.KindOf(err) != mesher.NotFound { // an issue outlives its events
		return err
	}
	recent, err := s.config.Store.IssueEvents(ctx, project, issue, mesher.PageRequest{Limit: 2})
	if err != nil {
		return err
	}
	page.Recent = recent.Items
	if page.Facts, err = s.config.Store.IssueFacts(ctx, project, issue); err != nil {
		return err
	}
	if page.Activity, err = s.config.Store.Activity(ctx, project, issue); err != nil {
		return err
	}
	if page.Members, err = s.config.Store.Members(ctx, in.project.OrgID); err != nil {
		return err
	}
	if page.Frame, err = s.frame(r, in.who, in.project, ui.Issues); err != nil {
		return err
	}
	return s.show(w, http.StatusOK, page)
}

// postIssuePage does an action to an issue, or adds a comment to it, and
// redirects back to it, or to the list if it is gone.
func (s *Server) postIssuePage(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	form, err := s.readFields(r)
	if err != nil {
		return err
	}
	back, action := issuePath(in.issue.ID), form.Get("action")
	if action == "comment" {
		if err := s.config.Store.Comment(r.Context(), in.project.ID, in.issue.ID, form.Get("text"), in.act()); err != nil {
			return err
		}
		return seeOther(w, r, back)
	}
	affected, err := s.change(r, in.inProject, action, []uuid.UUID{in.issue.ID}, form.Get("user_id"))
	if err != nil {
		return err
	}
	if action == "delete" {
		back = issuesPath(in.project) + "?done=" + ui.DoneMark(action, affected)
	}
	return seeOther(w, r, back)
}

func issuePath(id uuid.UUID) string { return "/issues/" + id.String() }
