package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
)

// A handler answers a request, or returns why it could not; it has then written
// nothing.
type handler func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.routed(s.mux).ServeHTTP(w, r)
}

// routed returns a mux that refuses requests in the server's own way.
func (s *Server) routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = s.forwarded(r)
		unrouted, pattern := mux.Handler(r)
		if pattern == "" {
			s.handle(refusal(unrouted)).ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// handle runs h and renders its failure, an error or a panic.
func (s *Server) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &answer{ResponseWriter: w}
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				s.fail(answer, r, &panicError{v, debug.Stack()})
			}
		}()
		if err := h(answer, r); err != nil {
			s.fail(answer, r, err)
		}
	})
}

// sheltered runs f, turning a panic into an error, on a goroutine where a panic
// would end the program.
func sheltered(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{v, debug.Stack()}
		}
	}()
	return f()
}

// A panicError is a panic in our code.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.value, e.stack) }

// An answer knows whether it has begun; from then on its status is fixed.
type answer struct {
	http.ResponseWriter
	begun bool
}

func (a *answer) WriteHeader(status int) {
	a.begun = true
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	a.begun = true
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// refusal returns, as an error, what the mux would answer to a request without a
// route: that there is none, or none with this method.
func refusal(unrouted http.Handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		said := &statusOnly{header: w.Header()}
		unrouted.ServeHTTP(said, r)
		w.Header().Del("Content-Type")
		w.Header().Del("X-Content-Type-Options")
		return routeError(said.status)
	}
}

// A statusOnly records the header and status of an answer, and drops its body.
type statusOnly struct {
	header http.Header
	status int
}

func (s *statusOnly) Header() http.Header         { return s.header }
func (s *statusOnly) WriteHeader(status int)      { s.status = status }
func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }

// A routeError is the status for a request that has no route.
type routeError int

func (e routeError) Error() string {
	if e == http.StatusMethodNotAllowed {
		return "this address does not answer to that method"
	}
	return "there is nothing at this address"
}

// keepOut keeps caches on the way from storing an answer for another client, and
// browsers from guessing another content type.
func keepOut(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	keepOut(w.Header())
	w.WriteHeader(status)
	w.Write(append(body, '\n')) // fails when the client has gone
	return nil
}
