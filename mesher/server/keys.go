package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sentry"
)

// A sender is a program that has a project's key.
type sender struct {
	project mesher.Project
	key     mesher.Key
}

// keyOf returns the key that a request shows; empty if it shows none.
func keyOf(r *http.Request) string { return sentry.Key(r.Header, r.URL.Query()) }

// sender finds the project of a key.
func (s *Server) sender(ctx context.Context, key string) (sender, error) {
	if key == "" {
		return sender{}, mesher.Errorf(mesher.Unauthorized, "no key was sent: put the project's key into the header X-Sentry-Auth or Authorization")
	}
	project, k, err := s.config.Keys.Authenticate(ctx, key)
	return sender{project, k}, err
}

// senderTo finds the project of a key for an address that names a project
// already: the key must be that project's own.
func (s *Server) senderTo(ctx context.Context, project, key string) (sender, error) {
	from, err := s.sender(ctx, key)
	if err != nil || project == "" { // the oldest address names none
		return from, err
	}
	if number, err := strconv.ParseInt(project, 10, 64); err != nil || mesher.ProjectID(number) != from.project.ID {
		return sender{}, mesher.Errorf(mesher.Forbidden, "this key is not one of project %.64q", project)
	}
	return from, nil
}
