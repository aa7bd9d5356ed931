package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// A setupForm is what the first user enters.
type setupForm struct {
	Token       string `json:"token"` // of the link that the program printed
	Email       string `json:"email"`
	Password    string `json:"password"`
	DisplayName string `json:"display_name"`
	Org         string `json:"org"`
	Project     string `json:"project"`
}

// postSetup makes the first user, who becomes owner of everything there.
func (s *Server) postSetup(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	var form setupForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	first := access.Newcomer{Email: form.Email, Name: form.DisplayName, Password: form.Password}
	in, err := s.config.Gate.SetUp(r.Context(), mesher.SecretOf(form.Token), first, form.Org, form.Project, client(r))
	if err != nil {
		return err
	}
	s.setCookie(w, r, in)
	return writeJSON(w, http.StatusCreated, created{in.Asker.Account.ID})
}

// A created is the answer to a creation.
type created struct {
	ID uuid.UUID `json:"id"`
}
