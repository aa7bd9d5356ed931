package server

import (
	"net/http"

	"github.com/mesh-actors/mesh/mesher"
)

// getHealth says that this program runs and answers.
func (s *Server) getHealth(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// getReadiness says whether this node should be sent events. The reason why not
// is only logged: the caller may be anybody.
func (s *Server) getReadiness(w http.ResponseWriter, r *http.Request) error {
	if err := s.config.Ready(r.Context()); err != nil {
		return &mesher.Error{Kind: mesher.Unavailable, Message: "not ready to take events", Err: err}
	}
	return writeJSON(w, http.StatusOK, map[string]string{"status": "ready"})
}
