package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

func TestFailureOf(t *testing.T) {
	const ours = "something failed on our side; the log of this server says what"
	for _, c := range []struct {
		name string
		err  error
		want failure
	}{
		{"what nobody foresaw", errors.New("password=x"), failure{500, ours, 0}},
		{"ours", mesher.Errorf(mesher.Internal, "the disk is full"), failure{500, "the disk is full", 0}},
		{"wrong", mesher.Errorf(mesher.Invalid, "not so"), failure{400, "not so", 0}},
		{"unknown asker", mesher.Errorf(mesher.Unauthorized, "who"), failure{401, "who", 0}},
		{"not for you", mesher.Errorf(mesher.Forbidden, "no"), failure{403, "no", 0}},
		{"not there", mesher.Errorf(mesher.NotFound, "none"), failure{404, "none", 0}},
		{"clash", mesher.Errorf(mesher.Conflict, "taken"), failure{409, "taken", 0}},
		{"too large", mesher.Errorf(mesher.TooLarge, "big"), failure{413, "big", 0}},
		{"limited", &mesher.Error{Kind: mesher.Limited, Message: "slow", RetryAfter: 1500 * time.Millisecond}, failure{429, "slow", 1500 * time.Millisecond}},
		{"away", mesher.Errorf(mesher.Unavailable, "later"), failure{503, "later", 10 * time.Second}},
		{"wrapped", fmt.Errorf("read: %w", mesher.Errorf(mesher.NotFound, "none")), failure{404, "none", 0}},
		{"the cause is for the log", &mesher.Error{Kind: mesher.Invalid, Message: "not so", Err: errors.New("inner")}, failure{400, "not so", 0}},
		{"out of time", fmt.Errorf("query: %w", context.DeadlineExceeded), failure{503, "this took too long; try again", 10 * time.Second}},
		{"no route", routeError(405), failure{405, "this address does not answer to that method", 0}},
	} {
		if got := failureOf(c.err); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

// Each kind of client is told in its own form, also where there is no route.
func TestFailureManners(t *testing.T) {
	s := new(world).server()
	for _, c := range []struct {
		method, path string
		status       int
		contentType  string
		body         string // a part of it
	}{
		{"GET", "/nowhere", 404, "text/html; charset=utf-8", "there is nothing at this address."},
		{"GET", "/projects/none/issues", 404, "text/html; charset=utf-8", "there is no such project"},
		{"PUT", "/projects/shop/issues", 405, "text/html; charset=utf-8", "does not answer to that method"},
		{"GET", "/api/v1/events", 405, "application/json", `{"error":"this address does not answer to that method"}`},
		{"GET", "/api/v1/nowhere", 404, "application/json", `{"error":"there is nothing at this address"}`},
		{"POST", "/api/1/minidump/", 404, "application/json", `{"detail":"there is nothing at this address","causes":[]}`},
		{"GET", "/static/none.css", 404, "text/html; charset=utf-8", "there is no such file"},
		{"GET", "/static/..%2f..%2fui.go", 404, "text/html; charset=utf-8", "there is no such file"},
		{"GET", "/issues/not-an-id", 404, "text/html; charset=utf-8", "there is no such issue"},
		{"GET", "/issues/00000000-0000-0000-0000-000000000007", 404, "text/html; charset=utf-8", "there is no such issue"},
		{"GET", "/projects/shop/issues?cursor=yesterday&cursor_id=", 400, "text/html; charset=utf-8", "cursor is not the next_cursor"},
		{"GET", "/projects/shop/issues?cursor=1&cursor_id=7", 400, "text/html; charset=utf-8", "cursor_id is not the next_cursor_id"},
	} {
		got := ask(t, s, httptest.NewRequest(c.method, c.path, nil))
		if got.Code != c.status || got.Header().Get("Content-Type") != c.contentType {
			t.Errorf("%s %s: got %d %s, want %d %s", c.method, c.path, got.Code, got.Header().Get("Content-Type"), c.status, c.contentType)
		}
		if !strings.Contains(got.Body.String(), c.body) {
			t.Errorf("%s %s: %q is not in %s", c.method, c.path, c.body, got.Body)
		}
		if c.status == 405 && got.Header().Get("Allow") == "" {
			t.Errorf("%s %s: no Allow header says what is possible", c.method, c.path)
		}
	}
}

func TestPanicAnswers500(t *testing.T) {
	var log bytes.Buffer
	config := (&world{listIssues: func(mesher.ProjectID, mesher.IssueQuery) (mesher.Page[mesher.Issue], error) { panic("a bug") }}).config()
	config.Log = slog.New(slog.NewTextHandler(&log, nil))
	s := New(config)

	got := get(t, s, "/projects/shop/issues?secret=1")
	if got.Code != http.StatusInternalServerError {
		t.Errorf("got %d, want 500", got.Code)
	}
	if h1 := htmltest.Parse(t, got.Body.String()).One(t, "h1").Text(); h1 != "Something went wrong" {
		t.Errorf("got the heading %q", h1)
	}
	if strings.Contains(got.Body.String(), "a bug") {
		t.Error("the page tells what only the log should")
	}
	for _, want := range []string{"a bug", "failure_test.go", "path=/projects/shop/issues"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is not in the log: %s", want, &log)
		}
	}
	if strings.Contains(log.String(), "secret") {
		t.Error("the log has the query, in which keys travel")
	}
	if got := get(t, s, "/healthz"); got.Code != http.StatusOK {
		t.Errorf("after it the server is not well: %d", got.Code)
	}
}

// A failure after the first byte cannot change the status any more: the
// connection is cut, so that the part is not taken for the whole.
func TestFailureAfterTheFirstByteCutsTheConnection(t *testing.T) {
	s := new(world).server()
	h := s.handle(func(w http.ResponseWriter, _ *http.Request) error {
		w.Write([]byte("half"))
		return errors.New("no more")
	})
	defer func() {
		if v := recover(); v != http.ErrAbortHandler {
			t.Errorf("got %v, want http.ErrAbortHandler", v)
		}
	}()
	get(t, h, "/")
}

func TestRetryAfter(t *testing.T) {
	config := new(world).config()
	config.Ready = func(context.Context) error { return errors.New("database away") }
	got := get(t, New(config), "/readyz")
	if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") != "10" {
		t.Errorf("got %d, Retry-After %q; want 503 and 10", got.Code, got.Header().Get("Retry-After"))
	}
	if want := `{"error":"not ready to take events"}` + "\n"; got.Body.String() != want {
		t.Errorf("got %s, want %s", got.Body, want)
	}
}
