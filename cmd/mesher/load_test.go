package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/ops"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// A load reads back what the program answered, from either database, and fails
// when it was told of an event that is not there.
func TestLoadIsChecked(t *testing.T) {
	for _, c := range []struct {
		about    string
		database func(t *testing.T) string
	}{
		{"embedded", func(*testing.T) string { return "" }},
		{"PostgreSQL", func(t *testing.T) string { return pgtest.Start(t, "fsync=off").NewDatabase(t) }},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Setenv("MESHER_DATABASE_URL", c.database(t))
			t.Setenv("MESHER_DATA_DIR", t.TempDir())
			t.Setenv("MESHER_PASSWORD", "correct horse battery")
			serving(t, t.Output(), "--http-port=0", "--rate-limit=0")
			var installed app.Installed
			if out := ask(t, 0, "setup", "--email=ada@example.com", "--json"); json.Unmarshal([]byte(out), &installed) != nil {
				t.Fatal(out)
			}
			load := []string{"load", "--token=" + installed.APIToken, "--duration=300ms", "--rate=200", "--concurrency=4", "--issues=5", "--json", "--check"}

			var r ops.Report
			out := ask(t, 0, append(load, "--dsn="+installed.DSN)...)
			if err := json.Unmarshal([]byte(out), &r); err != nil || r.Answered == 0 || r.Stored != r.Answered || r.Missing+r.Duplicates != 0 {
				t.Errorf("an honest server: %s (%v)", out, err)
			}
			out = ask(t, 1, append(load, "--patience=100ms", "--dsn="+forgetful(t, installed.DSN))...)
			if err := json.Unmarshal([]byte(out), &r); err != nil || r.Missing != 1 || r.Stored != r.Answered-1 {
				t.Errorf("one that forgets an event: %s (%v)", out, err)
			}
		})
	}
}

// Of two nodes one is away. Told to try again, the load brings every event to the
// other, and reads it back from there; else it counts what failed. When nobody
// takes an event for so long, the command fails.
func TestLoadGoesRound(t *testing.T) {
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	t.Setenv("MESHER_PASSWORD", "correct horse battery")
	serving(t, t.Output(), "--http-port=0", "--rate-limit=0")
	var installed app.Installed
	if out := ask(t, 0, "setup", "--email=ada@example.com", "--json"); json.Unmarshal([]byte(out), &installed) != nil {
		t.Fatal(out)
	}
	to, err := ops.ParseDSN(installed.DSN)
	if err != nil {
		t.Fatal(err)
	}
	away := "--dsn=" + strings.Replace(installed.DSN, to.Base.Host, vacant(t), 1)
	load := []string{"load", "--token=" + installed.APIToken, "--duration=300ms", "--rate=200", "--concurrency=4", "--check", away, "--dsn=" + installed.DSN}
	report := func(more ...string) (r ops.Report) {
		t.Helper()
		out := ask(t, 0, append(load, more...)...)
		if err := json.Unmarshal([]byte(out), &r); err != nil || r.Answered == 0 || r.Stored != r.Answered || r.Missing+r.Duplicates != 0 {
			t.Errorf("%v: %s (%v)", more, out, err)
		}
		return r
	}
	if r := report("--json", "--retry=10s"); r.Failed != 0 || r.Retried == 0 || r.Sent != r.Answered {
		t.Errorf("told to try again: %+v", r)
	}
	if r := report("--json"); r.Failed == 0 || r.Retried != 0 || r.Sent != r.Answered+r.Failed {
		t.Errorf("not told to try again: %+v", r)
	}
	if out := ask(t, 0, append(load, "--retry=10s")...); !strings.Contains(out, "0 not answered") || !strings.Contains(out, "sent again") {
		t.Errorf("it tells people %q", out)
	}
	ask(t, 1, "load", away, "--duration=50ms", "--concurrency=1", "--retry=100ms")
	ask(t, 1, "load", away, "--duration=50ms", "--retry=-1s")
}

// forgetful is the DSN of a server in front of the one of dsn that answers for
// one event itself, and keeps it from the other.
func forgetful(t *testing.T, dsn string) string {
	t.Helper()
	to, err := ops.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	honest := httputil.NewSingleHostReverseProxy(to.Base)
	var events atomic.Int64
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || events.Add(1) != 3 {
			honest.ServeHTTP(w, r)
			return
		}
		var event struct {
			ID string `json:"event_id"`
		}
		if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprintf(w, `{"status":"accepted","id":%q,"issue_id":null}`, event.ID)
	}))
	t.Cleanup(front.Close)
	return strings.Replace(dsn, to.Base.Host, strings.TrimPrefix(front.URL, "http://"), 1)
}
