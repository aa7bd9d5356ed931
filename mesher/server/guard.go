package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// A guarded is a handler that only permitted callers reach. Routes take nothing
// else, so that none can forget to say who may call it.
type guarded struct {
	handler handler
	who     string // may call it, for people and tests to read
	socket  bool   // it speaks WebSocket
	doc     doc
}

// overWebSocket serves a handler on the port for WebSockets too.
func (g guarded) overWebSocket() guarded { g.socket = true; return g }

// A Route is one method and path that the server answers.
type Route struct {
	Method string
	Path   string // with its variables in braces
	Who    string // may call it: anybody, key, user, or the least role
}

// Routes lists all routes.
func (s *Server) Routes() []Route {
	return viewAll(s.endpoints, func(e endpoint) Route { return Route{e.method, e.path, e.who} })
}

// open is for handlers that anybody may call.
func open(h handler) guarded { return guarded{handler: h, who: "anybody"} }

// keyed is for handlers that look for a project's key themselves, since each
// format has its own place for it.
func keyed(h handler) guarded { return guarded{handler: h, who: "key"} }

// signedIn is for handlers that serve any known caller.
func (s *Server) signedIn(h func(w http.ResponseWriter, r *http.Request, who access.Asker) error) guarded {
	return guarded{handler: func(w http.ResponseWriter, r *http.Request) error {
		if err := legible(r.URL); err != nil {
			return err
		}
		who, err := s.asker(r)
		if err != nil {
			return err
		}
		return h(w, r, who)
	}, who: "user"}
}

// legible refuses an address that is not text. Nothing has such a name, and a
// database asked for one may report a fault of ours.
func legible(u *url.URL) error {
	query, err := url.QueryUnescape(u.RawQuery)
	if text := u.Path + query; err != nil || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return mesher.Errorf(mesher.Invalid, "the address holds what is no text")
	}
	return nil
}

// An inOrg is a request about an organisation, by a permitted caller.
type inOrg struct {
	who access.Asker
	org mesher.Org
}

// An inProject is a request about a project.
type inProject struct {
	who     access.Asker
	project mesher.Project
}

// An ofIssue is a request about an issue.
type ofIssue struct {
	inProject
	issue mesher.Issue
}

// forOrg finds the organisation that the path names.
func (s *Server) forOrg(needed mesher.Role, h func(http.ResponseWriter, *http.Request, inOrg) error) guarded {
	g := s.signedIn(func(w http.ResponseWriter, r *http.Request, who access.Asker) error {
		org, err := s.config.Store.Org(r.Context(), r.PathValue("org"))
		if err != nil {
			return hidden(err, "organisation")
		}
		if err := s.need(r, who, org.ID, needed, "organisation"); err != nil {
			return err
		}
		return h(w, r, inOrg{who, org})
	})
	g.who = string(needed)
	return g
}

// forProject finds the project that the path names, by number or by slug.
func (s *Server) forProject(needed mesher.Role, h func(http.ResponseWriter, *http.Request, inProject) error) guarded {
	g := s.signedIn(func(w http.ResponseWriter, r *http.Request, who access.Asker) error {
		in, err := s.project(r, who, r.PathValue("project"), needed, "project")
		if err != nil {
			return err
		}
		return h(w, r, in)
	})
	g.who = string(needed)
	return g
}

// forIssue finds the issue whose id is in the path.
func (s *Server) forIssue(needed mesher.Role, h func(http.ResponseWriter, *http.Request, ofIssue) error) guarded {
	g := s.signedIn(func(w http.ResponseWriter, r *http.Request, who access.Asker) error {
		id, err := idOf(r, "there is no such issue")
		if err != nil {
			return err
		}
		issue, err := s.config.Store.Issue(r.Context(), id)
		if err != nil {
			return hidden(err, "issue")
		}
		in, err := s.project(r, who, projectRef(issue.ProjectID), needed, "issue")
		if err != nil {
			return err
		}
		return h(w, r, ofIssue{in, issue})
	})
	g.who = string(needed)
	return g
}

// forThing is for things that have an id and belong to a project, which find
// returns.
func (s *Server) forThing(what string, needed mesher.Role, find func(*http.Request, uuid.UUID) (mesher.ProjectID, error),
	h func(http.ResponseWriter, *http.Request, inProject, uuid.UUID) error) guarded {
	g := s.signedIn(func(w http.ResponseWriter, r *http.Request, who access.Asker) error {
		id, err := idOf(r, "there is no such "+what)
		if err != nil {
			return err
		}
		project, err := find(r, id)
		if err != nil {
			return hidden(err, what)
		}
		in, err := s.project(r, who, projectRef(project), needed, what)
		if err != nil {
			return err
		}
		return h(w, r, in, id)
	})
	g.who = string(needed)
	return g
}

// project finds a project for a caller who has the role in it. To strangers, what
// they asked for does not exist.
func (s *Server) project(r *http.Request, who access.Asker, ref string, needed mesher.Role, what string) (inProject, error) {
	project, err := s.config.Store.Project(r.Context(), ref)
	if err != nil {
		return inProject{}, hidden(err, what)
	}
	return inProject{who, project}, s.need(r, who, project.OrgID, needed, what)
}

func (s *Server) need(r *http.Request, who access.Asker, org uuid.UUID, needed mesher.Role, what string) error {
	return hidden(s.config.Gate.Need(r.Context(), who, org, needed), what)
}

// hidden answers not found both for things that do not exist and for those that
// the caller may not see, so that nobody can tell the two apart. It returns other
// errors unchanged.
func hidden(err error, what string) error {
	if err != nil && mesher.KindOf(err) == mesher.NotFound {
		return absent(what)
	}
	return err
}

func absent(what string) error { return mesher.Errorf(mesher.NotFound, "there is no such %s", what) }

func projectRef(id mesher.ProjectID) string { return strconv.FormatInt(int64(id), 10) }
