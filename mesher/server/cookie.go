package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher/access"
)

// cookieName is what the session's cookie is called. The prefix has browsers
// refuse it from anybody but this host over HTTPS; over plain HTTP, on a laptop
// or a network of one's own, they would not take it at all.
func (s *Server) cookieName(r *http.Request) string {
	if s.isSecure(r) {
		return "__Host-mesher"
	}
	return "mesher"
}

// isSecure tells whether the asker's connection is encrypted: here, or by the
// proxy that passes the request on, which says so, or whose address the operator
// gave. Who claims so falsely hurts nobody else.
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
