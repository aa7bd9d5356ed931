package server

import (
	"net/http"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// waitingRetry is how soon to retry at a program that has no database yet.
const waitingRetry = 5 * time.Second

// Waiting makes a server for a program that has no store yet, and needs no ports:
// it says that the program lives, and refuses everything else as Unavailable.
func Waiting(c Config) *Server {
	s := &Server{config: c.withDefaults(), mux: http.NewServeMux()}
	s.mux.Handle("GET /healthz", s.handle(s.getHealth))
	s.mux.Handle("/", s.handle(func(http.ResponseWriter, *http.Request) error {
		return &mesher.Error{Kind: mesher.Unavailable, RetryAfter: waitingRetry,
			Message: "this server is starting, and its database can't be reached yet; try again"}
	}))
	return s
}
