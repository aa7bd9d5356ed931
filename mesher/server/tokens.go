package server

import (
	"cmp"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

type tokenView struct {
	ID        uuid.UUID   `json:"id"`
	Label     string      `json:"label"`
	Hint      string      `json:"hint"`
	Scope     mesher.Role `json:"scope"`
	CreatedAt string      `json:"created_at"`
	LastUsed  *string     `json:"last_used"`
	RevokedAt *string     `json:"revoked_at"`
	Token     string      `json:"token,omitempty"` // only in the answer to its creation
}

func viewToken(t mesher.Token) tokenView {
	return tokenView{
		ID: t.ID, Label: t.Label, Hint: t.Hint, Scope: t.Scope, CreatedAt: mesher.FormatTime(t.CreatedAt),
		LastUsed: timeOrNull(t.UsedAt), RevokedAt: timeOrNull(t.RevokedAt),
	}
}

// getTokens lists the caller's tokens, including revoked ones.
func (s *Server) getTokens(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	tokens, err := s.config.Store.Tokens(r.Context(), who.Account.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(tokens, viewToken))
}

type tokenForm struct {
	Label string      `json:"label"`
	Scope mesher.Role `json:"scope"`
}

// postToken makes a token for a program of the caller's.
func (s *Server) postToken(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	var form tokenForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	token, secret, err := s.makeToken(r, who, form)
	if err != nil {
		return err
	}
	view := viewToken(token)
	view.Token = secret.Reveal()
	return writeJSON(w, http.StatusCreated, view)
}

// makeToken makes a token as a form says. Its scope is owner if the form names none.
func (s *Server) makeToken(r *http.Request, who access.Asker, form tokenForm) (mesher.Token, mesher.Secret, error) {
	scope, err := mesher.ParseRole(string(cmp.Or(form.Scope, mesher.OwnerRole)))
	if err != nil {
		return mesher.Token{}, mesher.Secret{}, mesher.Errorf(mesher.Invalid, "scope is %.32q; it must be member, admin or owner: the most that the token may do", form.Scope)
	}
	return s.config.Gate.CreateToken(r.Context(), who, cmp.Or(form.Label, "API token"), scope)
}

// postTokenRevoke revokes a token.
func (s *Server) postTokenRevoke(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	id, err := idOf(r, "there is no such token")
	if err != nil {
		return err
	}
	if err := s.config.Store.RevokeToken(r.Context(), who.Account.ID, id, time.Now()); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(mesher.FormatTime(t))
}

// viewAll returns the view of each item of a list; of none, an empty list.
func viewAll[T, V any](list []T, view func(T) V) []V {
	views := make([]V, len(list))
	for i, v := range list {
		views[i] = view(v)
	}
	return views
}
