package server

import (
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getIssues shows a project's issues or, before there are any, how to send an
// event.
func (s *Server) getIssues(w http.ResponseWriter, r *http.Request, in inProject) error {
	now := time.Now()
	asked, q, err := pageQueryOf(r.URL.Query(), now)
	if err != nil {
		return err
	}
	found, err := s.config.Store.ListIssues(r.Context(), in.project.ID, q)
	if err != nil {
		return err
	}
	if len(found.Items) == 0 && q.After == nil {
		any, err := s.config.Store.ListIssues(r.Context(), in.project.ID, mesher.IssueQuery{PageRequest: mesher.PageRequest{Limit: 1}})
		if err != nil {
			return err
		}
		if len(any.Items) == 0 {
			return s.showWelcome(w, r, in)
		}
	}
	page := ui.IssuesPage{Issues: found.Items, Asked: asked, Next: found.Next, Now: now, Me: in.who.Account.ID}
	if page.Frame, err = s.frame(r, in.who, in.project, ui.Issues); err != nil {
		return err
	}
	if page.Trends, err = s.trends(r, in.project, found.Items, q.Window, now); err != nil {
		return err
	}
	if page.Members, err = s.config.Store.Members(r.Context(), in.project.OrgID); err != nil {
		return err
	}
	if page.Environments, err = s.known(r, in.project, "environment", now); err != nil {
		return err
	}
	if page.Releases, err = s.known(r, in.project, "release", now); err != nil {
		return err
	}
	return s.show(w, http.StatusOK, page)
}

// pageQueryOf reads the query of a page. It is that of the API, but a list is of
// unresolved issues by default, and people say "in the last hour" rather than
// since when. It also returns the parameters, for the page to show.
func pageQueryOf(asked url.Values, now time.Time) (url.Values, mesher.IssueQuery, error) {
	if !asked.Has("status") {
		asked.Set("status", string(mesher.Unresolved))
	}
	q, err := issueQueryOf(asked)
	if err != nil {
		return nil, q, err
	}
	if seen := asked.Get("seen"); seen != "" {
		within, err := stretchOf("seen", seen)
		if err != nil {
			return nil, q, err
		}
		q.Window.Since = now.Add(-within)
	}
	return asked, q, nil
}

// stretchOf reads a stretch of time that a page offers.
func stretchOf(name, text string) (time.Duration, error) {
	const day = 24 * time.Hour
	switch text {
	case "1h":
		return time.Hour, nil
	case "24h":
		return day, nil
	case "7d":
		return 7 * day, nil
	case "14d":
		return 14 * day, nil
	case "30d":
		return 30 * day, nil
	case "90d":
		return 90 * day, nil
	}
	return 0, mesher.Errorf(mesher.Invalid, "%s is %.16q; it must be 1h, 24h, 7d, 14d, 30d or 90d", name, text)
}

// trends counts the events of each issue on the page: those of the last day by
// hour or, if issues of a longer time are asked for, by day.
func (s *Server) trends(r *http.Request, p mesher.Project, issues []mesher.Issue, asked mesher.Window, now time.Time) ([]ui.Volume, error) {
	during, step := stepsBack(now, 24*time.Hour)
	if since := asked.Since; !since.IsZero() {
		during, step = stepsBack(now, min(max(now.Sub(since), 24*time.Hour), 30*24*time.Hour))
	}
	ids := viewAll(issues, func(i mesher.Issue) uuid.UUID { return i.ID })
	volumes, err := s.config.Store.IssueVolumes(r.Context(), p.ID, ids, during, step)
	return viewAll(volumes, func(b []mesher.Bucket) ui.Volume { return ui.Volume{Buckets: b, Step: step} }), err
}

// stepsBack returns the time before now in as many whole hours as fit or, from
// two days on, whole days.
func stepsBack(now time.Time, back time.Duration) (mesher.Window, mesher.Step) {
	step := mesher.Hourly
	if back >= 48*time.Hour {
		step = mesher.Daily
	}
	return mesher.Window{Since: now.Add(time.Duration(step) - back), Until: now}, step
}

// known returns the most frequent values of a tag in the last month.
func (s *Server) known(r *http.Request, p mesher.Project, tag string, now time.Time) ([]string, error) {
	month := mesher.Window{Since: now.AddDate(0, -1, 0), Until: now}
	counts, err := s.config.Store.TopValues(r.Context(), p.ID, tag, month)
	return viewAll(counts.Values, func(v mesher.ValueCount) string { return v.Value }), err
}

// postIssuesPage does an action to the issues chosen in the list, and redirects
// back to it.
func (s *Server) postIssuesPage(w http.ResponseWriter, r *http.Request, in inProject) error {
	form, err := s.readFields(r)
	if err != nil {
		return err
	}
	var ids []uuid.UUID
	for _, text := range form["id"] {
		id, err := uuid.Parse(text)
		if err != nil {
			return mesher.Errorf(mesher.Invalid, "%.40q is not the id of an issue", text)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 || len(ids) > mostIssues {
		return mesher.Errorf(mesher.Invalid, "choose an issue first, and %d at most", mostIssues)
	}
	affected, err := s.change(r, in, form.Get("action"), ids, form.Get("user_id"))
	if err != nil {
		return err
	}
	back := r.URL.Query()
	back.Set("done", ui.DoneMark(form.Get("action"), affected))
	return seeOther(w, r, issuesPath(in.project)+"?"+back.Encode())
}
