package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// postKeyPage makes a key.
func (s *Server) postKeyPage(w http.ResponseWriter, r *http.Request, in inProject) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	label, err := mesher.ParseName("the label", typed.Get("label"))
	if err == nil {
		_, err = s.config.Admin.CreateKey(r.Context(), in.project.ID, label)
	}
	if err != nil {
		return s.refuseSettings(w, r, in, err, func(p *ui.SettingsPage) *ui.Form { return &p.NewKey }, typed)
	}
	return seeOther(w, r, settingsPath(in.project)+"?done=key")
}

// postKeyRevokePage revokes a key at once.
func (s *Server) postKeyRevokePage(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID) error {
	if err := s.config.Admin.RevokeKey(r.Context(), id); err != nil {
		return err
	}
	return seeOther(w, r, settingsPath(in.project)+"?done=revoked")
}
