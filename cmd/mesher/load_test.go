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
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/ops"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// A load reads back what the program answered, from either database, and fails if
// an answered event is not there.
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
			load := []string{"--token=" + installed.APIToken, "--rate=200", "--concurrency=4", "--issues=5", "--check"}
			if r := loaded(t, append(load, "--dsn="+installed.DSN)...); r.Answered == 0 || r.Stored != r.Answered || r.Missing+r.Duplicates != 0 {
				t.Errorf("an honest server: %+v", r)
			}
			out := ask(t, 1, append([]string{"load", "--json", "--duration=2s", "--patience=2s", "--dsn=" + forgetful(t, installed.DSN)}, load...)...)
			var r ops.Report
			if err := json.Unmarshal([]byte(out), &r); err != nil || r.Missing != 1 || r.Stored != r.Answered-1 {
				t.Errorf("one that forgets an event: %s (%v)", out, err)
			}
		})
	}
}

// One of two nodes is away. With retries, the load brings every event to the
// other, and reads it back from there; without, it counts failures. If no node
// takes an event for long enough, the command fails.
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
	away := "--dsn=" + strings.Replace(installed.DSN, to.Base.Host, disttest.Reserve(t), 1)
	load := []string{"--token=" + installed.APIToken, "--rate=200", "--concurrency=4", "--check", away, "--dsn=" + installed.DSN}
	report := func(more ...string) ops.Report {
		t.Helper()
		r := loaded(t, append(load, more...)...)
		if r.Answered == 0 || r.Stored != r.Answered || r.Missing+r.Duplicates != 0 {
			t.Errorf("%v: %+v", more, r)
		}
		return r
	}
	if r := report("--retry=1m"); r.Failed != 0 || r.Retried == 0 || r.Sent != r.Answered {
		t.Errorf("told to try again: %+v", r)
	}
	if r := report(); r.Failed == 0 || r.Retried != 0 || r.Sent != r.Answered+r.Failed {
		t.Errorf("not told to try again: %+v", r)
	}
	if out := ask(t, 0, append([]string{"load", "--duration=1s", "--retry=1m"}, load...)...); !strings.Contains(out, "0 not answered") || !strings.Contains(out, "sent again") {
		t.Errorf("it tells people %q", out)
	}
	ask(t, 1, "load", away, "--duration=1s", "--concurrency=1", "--retry=100ms")
	ask(t, 1, "load", away, "--duration=50ms", "--retry=-1s")
}

// loaded returns the report of a load. It repeats the load, longer each time,
// until it has sent enough to be judged: a machine may stand still for as long as
// a short one lasts.
func loaded(t *testing.T, load ...string) (r ops.Report) {
	t.Helper()
	for lasts := 300 * time.Millisecond; r.Sent < 20 && lasts < 10*time.Second; lasts *= 2 {
		out := ask(t, 0, append([]string{"load", "--json", "--duration=" + lasts.String()}, load...)...)
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return r
}

// forgetful returns the DSN of a server in front of the one of dsn. It answers
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
