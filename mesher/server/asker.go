package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// asker is who asks: a program that shows its token, or a person by the cookie
// of their session.
func (s *Server) asker(r *http.Request) (access.Asker, error) {
	if token, ok := bearer(r); ok {
		return s.config.Gate.Token(r.Context(), token)
	}
	cookie, err := r.Cookie(cookieName(r))
	if err != nil {
		return access.Asker{}, mesher.Errorf(mesher.Unauthorized, "sign in, or send an API token as Authorization: Bearer mshu_…")
	}
	// A browser sends the cookie whoever's page makes it ask.
	if err := fromHere(r); err != nil {
		return access.Asker{}, err
	}
	return s.config.Gate.Session(r.Context(), mesher.SecretOf(cookie.Value))
}

// fromHere refuses what a page of another site has a browser ask.
func fromHere(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return &mesher.Error{Kind: mesher.Forbidden, Message: "a page of another site may not do this", Err: err}
	}
	return nil
}

// bearer is the token of a program.
func bearer(r *http.Request) (mesher.Secret, bool) {
	scheme, value, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return mesher.Secret{}, false
	}
	return mesher.SecretOf(strings.TrimSpace(value)), true
}

// client is where a request comes from.
func client(r *http.Request) access.Client {
	return access.Client{IP: clientIP(r), UserAgent: r.UserAgent()}
}

// cookieName is what the session's cookie is called. The prefix has browsers
// refuse it from anybody but this host over HTTPS; over plain HTTP, on a laptop
// or a network of one's own, they would not take it at all.
func cookieName(r *http.Request) string {
	if isSecure(r) {
		return "__Host-mesher"
	}
	return "mesher"
}

// isSecure tells whether the asker's connection is encrypted: here, or by the
// proxy that passes the request on. Who claims so falsely hurts nobody else.
func isSecure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// setCookie signs a browser in.
func setCookie(w http.ResponseWriter, r *http.Request, in access.SignIn) {
	http.SetCookie(w, sessionCookie(r, in.Secret.Reveal(), in.Asker.Session.ExpiresAt))
}

// clearCookie signs it out.
func clearCookie(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, sessionCookie(r, "", time.Unix(1, 0)))
}

func sessionCookie(r *http.Request, value string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(r), Value: value, Path: "/", Expires: expires,
		HttpOnly: true, Secure: isSecure(r), SameSite: http.SameSiteLaxMode,
	}
}
