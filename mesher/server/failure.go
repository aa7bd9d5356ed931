package server

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sentry"
	"github.com/mesh-actors/mesh/mesher/server/ui"
	"github.com/mesh-actors/mesh/mesher/websocket"
)

// statusOf maps each kind of error to an HTTP status; there is no other such
// table.
var statusOf = [...]int{
	mesher.Internal:     http.StatusInternalServerError,
	mesher.Invalid:      http.StatusBadRequest,
	mesher.Unauthorized: http.StatusUnauthorized,
	mesher.Forbidden:    http.StatusForbidden,
	mesher.NotFound:     http.StatusNotFound,
	mesher.Conflict:     http.StatusConflict,
	mesher.TooLarge:     http.StatusRequestEntityTooLarge,
	mesher.Limited:      http.StatusTooManyRequests,
	mesher.Unavailable:  http.StatusServiceUnavailable,
}

// defaultRetry is how soon a client may retry, if the error does not say.
const defaultRetry = 10 * time.Second

// A failure is what the client is told.
type failure struct {
	status  int
	message string
	retry   time.Duration // of 429 and 503: how soon to retry
}

// failureOf turns an error into what the client may be told. Text not written for
// clients stays in the log.
func failureOf(err error) failure {
	if status, ok := errors.AsType[routeError](err); ok {
		return failure{status: int(status), message: status.Error()}
	}
	e, ok := errors.AsType[*mesher.Error](err)
	switch {
	case ok:
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e = mesher.Errorf(mesher.Unavailable, "this took too long; try again")
	default:
		e = mesher.Errorf(mesher.Internal, "something failed on our side; the log of this server says what")
	}
	f := failure{status: statusOf[e.Kind], message: e.Message}
	if e.Kind == mesher.Limited || e.Kind == mesher.Unavailable {
		f.retry = cmp.Or(e.RetryAfter, defaultRetry)
	}
	return f
}

// failure renders err for the client. Errors of our own are logged and not shown.
func (s *Server) failure(r *http.Request, err error) failure {
	f := failureOf(err)
	if f.status >= http.StatusInternalServerError {
		level := slog.LevelError
		if f.status == http.StatusServiceUnavailable {
			level = slog.LevelWarn // expected to be temporary
		}
		s.config.Log.Log(r.Context(), level, "request failed", "method", r.Method, "path", pathOf(r), "status", f.status, "err", err)
	}
	return f
}

// pathOf returns a request's path for the log, without the secret of an
// invitation.
func pathOf(r *http.Request) string {
	token := r.PathValue("token")
	if token == "" {
		return r.URL.Path
	}
	return strings.Replace(r.URL.Path, token, mesher.SecretOf(token).String(), 1)
}

// fail answers a failed request, in the form its client expects.
func (s *Server) fail(w *answer, r *http.Request, err error) {
	f := s.failure(r, err)
	if w.begun {
		// The client has a status already; only a broken connection can still tell it
		// that the answer is incomplete.
		panic(http.ErrAbortHandler)
	}
	if f.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(sentry.RetrySeconds(f.retry)))
	}
	switch path := r.URL.Path; {
	case websocket.Requested(r), strings.HasPrefix(path, "/api/v1/"), path == "/healthz", path == "/readyz":
		err = writeJSON(w, f.status, map[string]string{"error": f.message})
	case strings.HasPrefix(path, "/api/"):
		err = writeSentryFailure(w, f)
	case f.status == http.StatusUnauthorized && r.Method == http.MethodGet:
		err = seeOther(w, r, "/login?"+url.Values{"next": {r.URL.RequestURI()}}.Encode())
	default:
		err = s.show(w, f.status, ui.FailurePage{Status: f.status, Message: f.message})
	}
	if err != nil {
		s.config.Log.Error("a failure could not be shown", "path", pathOf(r), "err", err)
	}
}
