package server

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// showWelcome shows how to send a project's first event.
func (s *Server) showWelcome(w http.ResponseWriter, r *http.Request, in inProject) error {
	frame, err := s.frame(r, in.who, in.project, ui.Issues)
	if err != nil {
		return err
	}
	page := ui.WelcomePage{Frame: frame, Base: s.baseURL(r)}
	keys, err := s.config.Store.KeysOf(r.Context(), in.project.ID)
	if err != nil {
		return err
	}
	valid := slices.IndexFunc(keys, func(k mesher.Key) bool { return k.RevokedAt.IsZero() })
	if valid >= 0 {
		page.Key = keys[valid]
	}
	return s.show(w, http.StatusOK, page)
}

// hostname matches a host with its port. The page puts it into a shell command,
// so nothing else gets through.
var hostname = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$`)

// baseURL returns where clients reach this installation.
func (s *Server) baseURL(r *http.Request) *url.URL {
	if s.config.PublicURL != nil {
		return s.config.PublicURL
	}
	base := &url.URL{Scheme: "http", Host: r.Host}
	if s.isSecure(r) {
		base.Scheme = "https"
	}
	if !hostname.MatchString(r.Host) {
		base.Host = "localhost"
	}
	return base
}
