package server

import (
	"net/http"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// getCluster returns the state of all nodes.
func (s *Server) getCluster(w http.ResponseWriter, r *http.Request, _ access.Asker) error {
	if s.config.Cluster == nil {
		return mesher.Errorf(mesher.Unavailable, "this program does not know of its nodes")
	}
	cluster, err := s.config.Cluster(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, cluster)
}

// forOperator is for routes about the installation rather than an organisation.
// They are open to members who have the role in the first organisation, whose
// owner set the installation up.
func (s *Server) forOperator(needed mesher.Role, h func(http.ResponseWriter, *http.Request, access.Asker) error) guarded {
	g := s.signedIn(func(w http.ResponseWriter, r *http.Request, who access.Asker) error {
		first, err := s.config.Store.FirstOrg(r.Context())
		if err != nil {
			return err
		}
		if err := s.need(r, who, first.ID, needed, "cluster for you to see"); err != nil {
			return err
		}
		return h(w, r, who)
	})
	g.who = string(needed)
	return g
}
