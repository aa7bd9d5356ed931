package server

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getLogin shows the login page; on an installation that is not set up yet, how
// to set it up.
func (s *Server) getLogin(w http.ResponseWriter, r *http.Request) error {
	claimed, err := s.config.Store.Claimed(r.Context())
	if err != nil {
		return err
	}
	if !claimed {
		return s.show(w, http.StatusOK, ui.SetupPage{})
	}
	return s.show(w, http.StatusOK, ui.LoginPage{Next: pathOfOurs(r.URL.Query().Get("next"))})
}

// postLoginPage signs a person in and redirects to the page they wanted.
func (s *Server) postLoginPage(w http.ResponseWriter, r *http.Request) error {
	form, err := s.readFields(r)
	if err != nil {
		return err
	}
	next := pathOfOurs(form.Get("next"))
	in, err := s.config.Gate.Login(r.Context(), form.Get("email"), form.Get("password"), client(r))
	if err != nil {
		return s.again(w, r, err, func(problem string) page {
			return ui.LoginPage{Email: form.Get("email"), Next: next, Problem: problem}
		})
	}
	s.setCookie(w, r, in)
	return seeOther(w, r, next)
}

// postLogoutPage signs a person out, whether or not they were signed in.
func (s *Server) postLogoutPage(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	if who, err := s.asker(r); err == nil && !who.IsProgram() {
		if err := s.config.Gate.Logout(r.Context(), who); err != nil {
			return err
		}
	}
	s.clearCookie(w, r)
	return seeOther(w, r, "/login")
}

// getSetup shows the form for the first user.
func (s *Server) getSetup(w http.ResponseWriter, r *http.Request) error {
	claimed, err := s.config.Store.Claimed(r.Context())
	if err != nil {
		return err
	}
	if claimed {
		return seeOther(w, r, "/login")
	}
	return s.show(w, http.StatusOK, ui.SetupPage{Token: r.URL.Query().Get("token"), Org: "My organisation", Project: "My project"})
}

// postSetupPage creates the first user and redirects to their project.
func (s *Server) postSetupPage(w http.ResponseWriter, r *http.Request) error {
	form, err := s.readFields(r)
	if err != nil {
		return err
	}
	first := access.Newcomer{Email: form.Get("email"), Name: form.Get("display_name"), Password: form.Get("password")}
	in, err := s.config.Gate.SetUp(r.Context(), mesher.SecretOf(form.Get("token")), first, form.Get("org"), form.Get("project"), client(r))
	if err != nil {
		return s.again(w, r, err, func(problem string) page {
			return ui.SetupPage{Token: form.Get("token"), Email: first.Email, Name: first.Name,
				Org: form.Get("org"), Project: form.Get("project"), Problem: problem}
		})
	}
	s.setCookie(w, r, in)
	return seeOther(w, r, "/")
}

// getInvite shows what an invitation offers.
func (s *Server) getInvite(w http.ResponseWriter, r *http.Request) error {
	page, err := s.joinPage(r)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, page)
}

// postInvitePage accepts it.
func (s *Server) postInvitePage(w http.ResponseWriter, r *http.Request) error {
	form, err := s.readFields(r)
	if err != nil {
		return err
	}
	offer, err := s.joinPage(r)
	if err != nil {
		return err
	}
	secret := mesher.SecretOf(r.PathValue("token"))
	if !form.Has("password") {
		who, err := s.asker(r)
		if err != nil {
			return err // redirects to the login page, and back
		}
		if err := s.config.Gate.Accept(r.Context(), secret, who); err != nil {
			return err
		}
		return seeOther(w, r, "/")
	}
	fresh := access.Newcomer{Name: form.Get("display_name"), Password: form.Get("password")}
	in, err := s.config.Gate.Join(r.Context(), secret, fresh, client(r))
	if err != nil {
		return s.again(w, r, err, func(problem string) page {
			offer.Name, offer.Problem = fresh.Name, problem
			return offer
		})
	}
	s.setCookie(w, r, in)
	return seeOther(w, r, "/")
}

func (s *Server) joinPage(r *http.Request) (ui.JoinPage, error) {
	token := r.PathValue("token")
	invite, org, err := s.config.Gate.Invited(r.Context(), mesher.SecretOf(token))
	if mesher.KindOf(err) == mesher.NotFound {
		return ui.JoinPage{}, mesher.Errorf(mesher.NotFound, "this invitation has expired, was accepted or was taken back; ask for another")
	}
	return ui.JoinPage{Action: "/invites/" + url.PathEscape(token), Invite: invite, Org: org}, err
}

// again shows a form once more, with what is wrong with it. Errors of our own
// fail as anywhere else.
func (s *Server) again(w http.ResponseWriter, r *http.Request, err error, form func(problem string) page) error {
	f := failureOf(err)
	if f.status >= http.StatusInternalServerError {
		return err
	}
	return s.show(w, f.status, form(f.message))
}

// readFields reads a form of one of our pages.
func (s *Server) readFields(r *http.Request) (url.Values, error) {
	if err := fromHere(r); err != nil {
		return nil, err
	}
	body, err := s.read(r, client(r).Network(), "the form", maxForm)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, mesher.Errorf(mesher.Invalid, "the form can't be read")
	}
	for _, values := range form {
		for _, v := range values {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, mesher.Errorf(mesher.Invalid, "the form holds what is no text")
			}
		}
	}
	return form, nil
}

// pathOfOurs returns where to go after signing in: only paths on this host, since
// an address elsewhere would let a link to us lead people astray.
func pathOfOurs(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// seeOther redirects a browser to another page.
func seeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
