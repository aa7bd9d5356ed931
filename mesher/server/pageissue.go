package server

import (
	"net/http"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getIssue shows one issue and its newest event.
func (s *Server) getIssue(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	event, err := s.config.Store.LatestEvent(r.Context(), in.issue.ID)
	if err != nil && mesher.KindOf(err) != mesher.NotFound { // an issue outlives its events
		return err
	}
	frame, err := s.frame(r, in.who, in.project, ui.Issues)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, ui.IssuePage{Frame: frame, Issue: in.issue, Event: event, Now: time.Now()})
}
