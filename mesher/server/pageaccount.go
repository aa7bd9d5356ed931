package server

import (
	"net/http"
	"net/url"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getAccountPage shows who asks their account.
func (s *Server) getAccountPage(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	p, err := s.accountPage(r, who)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, p)
}

func (s *Server) accountPage(r *http.Request, who access.Asker) (p ui.AccountPage, err error) {
	p = ui.AccountPage{Account: who.Account, Current: who.Session.ID, Done: r.URL.Query().Get("done"), Now: time.Now()}
	if p.Sessions, err = s.config.Gate.Sessions(r.Context(), who); err != nil {
		return p, err
	}
	if p.Tokens, err = s.config.Store.Tokens(r.Context(), who.Account.ID); err != nil {
		return p, err
	}
	p.Frame, err = s.frame(r, who, mesher.Project{}, "")
	return p, err
}

// refuseAccount shows the page again with the form that was refused.
func (s *Server) refuseAccount(w http.ResponseWriter, r *http.Request, who access.Asker, why error, refused func(*ui.AccountPage) *ui.Form, typed url.Values) error {
	p, err := s.accountPage(r, who)
	if err != nil {
		return err
	}
	return s.again(w, r, why, func(problem string) page {
		*refused(&p) = ui.Form{Values: typed, Problem: problem}
		return p
	})
}

// postPasswordPage changes the password of who asks, and ends their other sessions.
func (s *Server) postPasswordPage(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	in, err := s.config.Gate.ChangePassword(r.Context(), who, typed.Get("old_password"), typed.Get("new_password"), client(r))
	if err != nil {
		return s.refuseAccount(w, r, who, err, func(p *ui.AccountPage) *ui.Form { return &p.Password }, nil)
	}
	s.setCookie(w, r, in)
	return seeOther(w, r, "/account?done=password")
}

// postSessionEndPage ends a session of who asks.
func (s *Server) postSessionEndPage(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	id, err := idOf(r, "there is no such session")
	if err != nil {
		return err
	}
	if err := s.config.Store.EndSession(r.Context(), who.Account.ID, id); err != nil {
		return err
	}
	return seeOther(w, r, "/account?done=ended")
}

// postTokenPage makes a token, and shows it in the answer itself: no other page could
// show it.
func (s *Server) postTokenPage(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	_, secret, err := s.makeToken(r, who, tokenForm{typed.Get("label"), mesher.Role(typed.Get("scope"))})
	if err != nil {
		return s.refuseAccount(w, r, who, err, func(p *ui.AccountPage) *ui.Form { return &p.NewToken }, typed)
	}
	p, err := s.accountPage(r, who)
	if err != nil {
		return err
	}
	p.Secret = secret.Reveal()
	return s.show(w, http.StatusOK, p)
}

// postTokenRevokePage makes a token useless.
func (s *Server) postTokenRevokePage(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	id, err := idOf(r, "there is no such token")
	if err != nil {
		return err
	}
	if err := s.config.Store.RevokeToken(r.Context(), who.Account.ID, id, time.Now()); err != nil {
		return err
	}
	return seeOther(w, r, "/account?done=revoked")
}
