package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

type loginForm struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// postLogin signs a person in.
func (s *Server) postLogin(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	var form loginForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	in, err := s.config.Gate.Login(r.Context(), form.Email, form.Password, client(r))
	if err != nil {
		return err
	}
	s.setCookie(w, r, in)
	return writeJSON(w, http.StatusOK, oneDone)
}

// postLogout ends the caller's session.
func (s *Server) postLogout(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	if who.IsProgram() {
		return mesher.Errorf(mesher.Invalid, "a token has no session to end; revoke the token")
	}
	if err := s.config.Gate.Logout(r.Context(), who); err != nil {
		return err
	}
	s.clearCookie(w, r)
	return writeJSON(w, http.StatusOK, oneDone)
}

// A me is the caller, and their memberships.
type me struct {
	ID          uuid.UUID    `json:"id"`
	Email       string       `json:"email"`
	DisplayName string       `json:"display_name"`
	Orgs        []membership `json:"orgs"`
}

type membership struct {
	orgView
	Role mesher.Role `json:"role"`
}

// getMe returns the caller.
func (s *Server) getMe(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	in, err := s.config.Store.Memberships(r.Context(), who.Account.ID)
	if err != nil {
		return err
	}
	orgs := make([]membership, len(in))
	for i, m := range in {
		role := m.Role
		if who.IsProgram() {
			role = role.AtMost(who.Token.Scope)
		}
		orgs[i] = membership{viewOrg(m.Org), role}
	}
	return writeJSON(w, http.StatusOK, me{who.Account.ID, who.Account.Email, who.Account.Name, orgs})
}

type passwordForm struct {
	Old string `json:"old_password"`
	New string `json:"new_password"`
}

// postPassword changes the caller's password, and ends their other sessions.
func (s *Server) postPassword(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	var form passwordForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	in, err := s.config.Gate.ChangePassword(r.Context(), who, form.Old, form.New, client(r))
	if err != nil {
		return err
	}
	s.setCookie(w, r, in)
	return writeJSON(w, http.StatusOK, oneDone)
}

type sessionView struct {
	ID        uuid.UUID `json:"id"`
	CreatedAt string    `json:"created_at"`
	ExpiresAt string    `json:"expires_at"`
	LastSeen  string    `json:"last_seen"`
	UserAgent string    `json:"user_agent"`
	IP        string    `json:"ip"`
	Current   bool      `json:"current"` // it is the one of this request
}

// getSessions lists where the caller is signed in.
func (s *Server) getSessions(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	sessions, err := s.config.Gate.Sessions(r.Context(), who)
	if err != nil {
		return err
	}
	views := make([]sessionView, len(sessions))
	for i, v := range sessions {
		views[i] = sessionView{
			v.ID, mesher.FormatTime(v.CreatedAt), mesher.FormatTime(v.ExpiresAt), mesher.FormatTime(v.SeenAt),
			v.UserAgent, v.IP.String(), v.ID == who.Session.ID,
		}
	}
	return writeJSON(w, http.StatusOK, views)
}

// postSessionEnd ends one of them.
func (s *Server) postSessionEnd(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	id, err := idOf(r, "there is no such session")
	if err != nil {
		return err
	}
	if err := s.config.Store.EndSession(r.Context(), who.Account.ID, id); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}
