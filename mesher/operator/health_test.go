package operator_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/mesher/operator"
)

// Every problem is reported, with what to do; the program lives all the same, and
// takes events for as long as it has room for them.
func TestHealth(t *testing.T) {
	gone := errors.New("connection refused")
	for _, c := range []struct {
		about  string
		breaks func(*plant)
		says   string // empty: nothing is wrong
		ready  bool
	}{
		{"nothing is wrong", func(*plant) {}, "", true},
		{"the database is gone", func(p *plant) { p.pingErr = gone }, "the database does not answer: connection refused", true},
		{"and the spool is filling", func(p *plant) { p.pingErr = gone; p.held = 60 << 20 }, "the spool holds 60 MB of the 100 MB", false},
		{"there is no room for days to come", func(p *plant) { p.days = 1 }, "room for the events of 1 more days", true},
		{"the writer is gone", func(p *plant) { p.queueErr = gone }, "the pipeline does not answer", true},
		{"the queue is filling", func(p *plant) { p.queue = ingest.Queue{Events: 60, MaxEvents: 100} }, "60 events wait", true},
		{"the disk is full", func(p *plant) { p.queue = ingest.Queue{Refusing: true, MaxEvents: 100} }, "neither the database nor the spool takes them", true},
		{"a chore fails", func(p *plant) { p.chores["retention_cleaner"] = lease.Last{Err: gone} }, "retention_cleaner fails: connection refused", true},
	} {
		t.Run(c.about, func(t *testing.T) {
			p := healthy()
			c.breaks(p)
			s := p.server(t)
			for _, probe := range []struct {
				path, well, ill string
				status          int
			}{
				{"/healthz", "ok", "degraded", http.StatusOK},
				{"/readyz", "ready", "ready", map[bool]int{true: http.StatusOK, false: http.StatusServiceUnavailable}[c.ready]},
			} {
				status, body := get(t, s, probe.path)
				var said struct {
					Status   string
					Problems []operator.Problem
				}
				if err := json.Unmarshal([]byte(body), &said); err != nil || status != probe.status {
					t.Fatalf("%s: got %d, want %d, %v: %s", probe.path, status, probe.status, err, body)
				}
				want := probe.well
				if c.says != "" {
					want = probe.ill
				}
				if !c.ready && probe.path == "/readyz" {
					want = "not ready"
				}
				if said.Status != want || !strings.Contains(body, c.says) || (c.says == "") != (len(said.Problems) == 0) {
					t.Errorf("%s says %s", probe.path, body)
				}
				for _, problem := range said.Problems {
					if problem.Do == "" {
						t.Errorf("%s does not say what to do about %q", probe.path, problem.What)
					}
				}
			}
		})
	}
}

// A database that hangs delays no request for longer than a second.
func TestADatabaseThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := healthy()
		p.hangs = true
		s := p.server(t)
		for _, path := range []string{"/metrics", "/healthz"} {
			began := time.Now()
			_, body := get(t, s, path)
			if took := time.Since(began); took > time.Second {
				t.Errorf("%s took %v", path, took)
			}
			if !strings.Contains(body, "mesher_database_up 0") && !strings.Contains(body, "the database does not answer") {
				t.Errorf("%s says %s", path, body)
			}
		}
	})
}
