package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

type keyView struct {
	ID        uuid.UUID        `json:"id"`
	ProjectID mesher.ProjectID `json:"project_id"`
	Value     string           `json:"key_value"`
	DSN       string           `json:"dsn"`
	Label     string           `json:"label"`
	CreatedAt string           `json:"created_at"`
	RevokedAt *string          `json:"revoked_at"`
}

func (s *Server) viewKey(r *http.Request, k mesher.Key) keyView {
	return keyView{k.ID, k.ProjectID, k.Value, k.DSN(s.baseURL(r)), k.Label, mesher.FormatTime(k.CreatedAt), timeOrNull(k.RevokedAt)}
}

// getKeys lists a project's keys, including revoked ones.
func (s *Server) getKeys(w http.ResponseWriter, r *http.Request, in inProject) error {
	keys, err := s.config.Store.KeysOf(r.Context(), in.project.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(keys, func(k mesher.Key) keyView { return s.viewKey(r, k) }))
}

type keyForm struct {
	Label string `json:"label"`
}

// postKey makes a key.
func (s *Server) postKey(w http.ResponseWriter, r *http.Request, in inProject) error {
	form := keyForm{Label: "Key"}
	if err := s.optional(r, &form); err != nil {
		return err
	}
	label, err := mesher.ParseName("the label", form.Label)
	if err != nil {
		return err
	}
	key, err := s.config.Admin.CreateKey(r.Context(), in.project.ID, label)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, s.viewKey(r, key))
}

// projectOfKey returns the project of a key.
func (s *Server) projectOfKey(r *http.Request, id uuid.UUID) (mesher.ProjectID, error) {
	key, err := s.config.Store.Key(r.Context(), id)
	return key.ProjectID, err
}

// postKeyRevoke revokes a key at once.
func (s *Server) postKeyRevoke(w http.ResponseWriter, r *http.Request, _ inProject, id uuid.UUID) error {
	if err := s.config.Admin.RevokeKey(r.Context(), id); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}
