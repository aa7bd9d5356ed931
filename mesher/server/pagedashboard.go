package server

import (
	"cmp"
	"net/http"
	"time"

	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// dashboardTags are the tags that a dashboard counts. Counts are kept of all of
// them, so the cost does not depend on the number of events.
var dashboardTags = [...]string{"environment", "release", "browser", "os"}

// getDashboard shows how a project is doing.
func (s *Server) getDashboard(w http.ResponseWriter, r *http.Request, in inProject) error {
	page := ui.DashboardPage{During: cmp.Or(r.URL.Query().Get("during"), "24h"), Now: time.Now()}
	back, err := stretchOf("during", page.During)
	if err != nil {
		return err
	}
	during, step := stepsBack(page.Now, back)
	ctx, project, store := r.Context(), in.project.ID, s.config.Store
	page.Volume.Step = step
	if page.Volume.Buckets, err = store.Volume(ctx, project, during, step); err != nil {
		return err
	}
	if page.Health, err = store.Health(ctx, project, page.Now); err != nil {
		return err
	}
	// The counts below begin where the chart does.
	during.Since = page.Volume.Buckets[0].Start
	if page.Levels, err = store.Levels(ctx, project, during); err != nil {
		return err
	}
	if page.Top, err = store.TopIssues(ctx, project, during, 10); err != nil {
		return err
	}
	for _, key := range dashboardTags {
		counts, err := store.TopValues(ctx, project, key, during)
		if err != nil {
			return err
		}
		page.Tags = append(page.Tags, ui.TagValues{Key: key, TagCounts: counts})
	}
	if page.Frame, err = s.frame(r, in.who, in.project, ui.Dashboard); err != nil {
		return err
	}
	return s.show(w, http.StatusOK, page)
}
