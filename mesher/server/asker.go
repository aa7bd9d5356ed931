package server

import (
	"net/http"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// asker returns who makes a request: a program that shows its token, or a person
// with the cookie of their session.
func (s *Server) asker(r *http.Request) (access.Asker, error) {
	if token, ok := bearer(r); ok {
		return s.config.Gate.Token(r.Context(), token)
	}
	cookie, err := r.Cookie(s.cookieName(r))
	if err != nil {
		return access.Asker{}, mesher.Errorf(mesher.Unauthorized, "sign in, or send an API token as Authorization: Bearer mshu_…")
	}
	// A browser sends the cookie whichever site's page makes the request.
	if err := fromHere(r); err != nil {
		return access.Asker{}, err
	}
	return s.config.Gate.Session(r.Context(), mesher.SecretOf(cookie.Value))
}

// fromHere refuses requests that a page of another site makes a browser send.
func fromHere(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return &mesher.Error{Kind: mesher.Forbidden, Message: "a page of another site may not do this", Err: err}
	}
	return nil
}

// bearer returns the token of a program.
func bearer(r *http.Request) (mesher.Secret, bool) {
	scheme, value, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return mesher.Secret{}, false
	}
	return mesher.SecretOf(strings.TrimSpace(value)), true
}

// client returns the client that a request comes from.
func client(r *http.Request) access.Client {
	return access.Client{IP: clientIP(r), UserAgent: r.UserAgent()}
}
