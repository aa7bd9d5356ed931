package server

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getHome redirects to the issues of the only project, or shows the choice among
// several.
func (s *Server) getHome(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	frame, err := s.frame(r, who, mesher.Project{}, "")
	if err != nil {
		return err
	}
	var projects []mesher.Project
	for _, org := range frame.Orgs {
		projects = append(projects, org.Projects...)
	}
	if len(projects) == 1 {
		http.Redirect(w, r, issuesPath(projects[0]), http.StatusFound)
		return nil
	}
	page := ui.ProjectsPage{Frame: frame, Standings: make(map[mesher.ProjectID]ui.Standing)}
	now := time.Now()
	for _, p := range projects[:min(len(projects), mostStandings)] {
		if page.Standings[p.ID], err = s.standing(r, p, now); err != nil {
			return err
		}
	}
	return s.show(w, http.StatusOK, page)
}

// mostStandings bounds for how many projects the page of projects shows how they
// are doing; each takes two database queries.
const mostStandings = 24

func (s *Server) standing(r *http.Request, p mesher.Project, now time.Time) (standing ui.Standing, err error) {
	if standing.Health, err = s.config.Store.Health(r.Context(), p.ID, now); err != nil {
		return standing, err
	}
	during, step := stepsBack(now, 24*time.Hour)
	standing.Volume.Step = step
	standing.Volume.Buckets, err = s.config.Store.Volume(r.Context(), p.ID, during, step)
	return standing, err
}

func issuesPath(p mesher.Project) string {
	return "/projects/" + url.PathEscape(p.Slug) + "/issues"
}

// A page can be rendered.
type page interface{ Render(io.Writer) error }

// show answers with a page. It is rendered before the first byte is sent, so
// that a page that cannot be shown is still an error.
//
// Pages are not compressed. They show text from the address next to text that is
// not for everybody, such as a webhook's address. An attacker who can make a
// browser ask repeatedly, and sees how long the answers are, could guess the one
// with the other (BREACH).
func (s *Server) show(w http.ResponseWriter, status int, p page) error {
	var body bytes.Buffer
	if err := p.Render(&body); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", ui.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	w.WriteHeader(status)
	w.Write(body.Bytes()) // fails when the client has gone
	return nil
}

// getStatic returns a file that pages refer to. Its address changes with its
// content, so browsers may keep it. It is the same for everybody, so the length of
// its compressed form reveals nothing.
func (s *Server) getStatic(w http.ResponseWriter, r *http.Request) error {
	file, err := ui.Static(r.PathValue("file"))
	if err != nil {
		return &mesher.Error{Kind: mesher.NotFound, Message: "there is no such file", Err: err}
	}
	h := w.Header()
	h.Set("Content-Type", file.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", ui.Policy)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	content := file.Bytes
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		content = file.Gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content)
	return nil
}

// takesGzip reports whether the client accepts gzip. A weight of zero refuses it.
func takesGzip(r *http.Request) bool {
	for _, encoding := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(encoding, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(strings.TrimPrefix(strings.ToLower(weight), "q="), "0.") != "" || weight == ""
		}
	}
	return false
}
