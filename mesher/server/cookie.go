package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher/access"
)

// cookieName returns the name of the session's cookie. Over HTTPS its prefix
// makes browsers refuse it from any other host; over plain HTTP, on a laptop or
// in a private network, browsers would not take such a name at all.
func (s *Server) cookieName(r *http.Request) string {
	if s.isSecure(r) {
		return "__Host-mesher"
	}
	return "mesher"
}

// isSecure reports whether the client's connection is encrypted: here, or at a
// proxy that says so, or as the operator's public address says. A client that
// lies about it hurts only itself.
func (s *Server) isSecure(r *http.Request) bool {
	if public := s.config.PublicURL; public != nil && public.Scheme == "https" {
		return true
	}
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// setCookie signs a browser in.
func (s *Server) setCookie(w http.ResponseWriter, r *http.Request, in access.SignIn) {
	if !s.isSecure(r) {
		s.plain.Do(func() {
			s.config.Log.Warn("somebody signed in over plain HTTP, which whoever is on the way can read: " +
				"set MESHER_HTTPS_CERT and MESHER_HTTPS_KEY, or have a proxy speak HTTPS and set MESHER_PUBLIC_URL to its address")
		})
	}
	http.SetCookie(w, s.sessionCookie(r, in.Secret.Reveal(), in.Asker.Session.ExpiresAt))
}

// clearCookie signs it out.
func (s *Server) clearCookie(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, s.sessionCookie(r, "", time.Unix(1, 0)))
}

func (s *Server) sessionCookie(r *http.Request, value string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(r), Value: value, Path: "/", Expires: expires,
		HttpOnly: true, Secure: s.isSecure(r), SameSite: http.SameSiteLaxMode,
	}
}
