package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// fromOurPage refuses a WebSocket opened by a page of another site: browsers let
// any page open one to any host, with the cookie that signs a person in. Ports
// are not compared: cookies ignore them, and WebSockets have one of their own.
// Programs show a token, which no browser adds by itself.
func (s *Server) fromOurPage(r *http.Request, who access.Asker) error {
	origin := r.Header.Get("Origin")
	if who.IsProgram() || origin == "" {
		return nil
	}
	page, err := url.Parse(origin)
	if err == nil && (sameHost(page, &url.URL{Host: r.Host}) || s.config.PublicURL != nil && sameHost(page, s.config.PublicURL)) {
		return nil
	}
	return mesher.Errorf(mesher.Forbidden, "a page of another site may not do this")
}

func sameHost(a, b *url.URL) bool {
	return a.Hostname() != "" && strings.EqualFold(a.Hostname(), b.Hostname())
}
