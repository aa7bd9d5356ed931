package app

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// scrape returns the program's metrics, by their names with labels.
func (p *program) scrape(t *testing.T) map[string]float64 {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.admin.url().JoinPath("metrics").String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := do(r)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("got %d, %v", a.status, err)
	}
	values := map[string]float64{}
	for line := range strings.Lines(a.body) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.ParseFloat(value, 64); err == nil && name != "#" {
			values[name] = n
		}
	}
	return values
}

// spooled is the metric of events that the database did not take in time.
const spooled = `mesher_events_total{outcome="spooled"}`

// A program's work shows in its metrics.
func TestMetricsMove(t *testing.T) {
	p := launch(t, Config{})
	var before, after map[string]float64
	for range 10 { // once will do, unless the disk stands still
		before = p.scrape(t)
		for n := range 5 {
			p.send(t, fmt.Sprintf(`{"message":"number %d"}`, n))
		}
		post(t, p.events(), `{"level":"error"}`, p.auth())
		after = p.scrape(t)
		if after[spooled] == before[spooled] {
			break
		}
	}
	for name, want := range map[string]float64{
		`mesher_events_total{outcome="stored"}`:  5,
		`mesher_events_total{outcome="invalid"}`: 1,
		`mesher_ingest_lag_seconds_count`:        5,
		`mesher_commit_seconds_count`:            5,
		`mesher_commits_failed_total`:            0,
	} {
		if got := after[name] - before[name]; got != want {
			t.Errorf("%s grew by %v, want %v", name, got, want)
		}
	}
	if after[`mesher_ingest_lag_seconds_sum`] <= before[`mesher_ingest_lag_seconds_sum`] {
		t.Error("storing took no time")
	}
	untilRight(t, "nothing is under way", func() (wrong []string) {
		now := p.scrape(t)
		for name, want := range map[string]float64{
			`mesher_queue_events`: 0, `mesher_queue_age_seconds`: 0, `mesher_queue_away`: 0, `mesher_spool_events`: 0, `mesher_spool_bytes`: 0,
			`mesher_database_up`: 1, `mesher_partitions_ahead`: 7, `mesher_spool_max_bytes`: 1 << 30,
		} {
			if got, ok := now[name]; !ok || got != want {
				wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", name, got, want))
			}
		}
		return wrong
	})
	for now := after; ; now = p.scrape(t) { // the chores run soon after the start
		done := true
		for _, chore := range []string{"alert_evaluator", "spike_checker", "alert_cleaner", "retention_cleaner", "issue_mover"} {
			at, ok := now[`mesher_chore_last_success_timestamp_seconds{chore="`+chore+`"}`]
			done = done && ok
			if since := float64(time.Now().Unix()) - at; ok && (since > 600 || since < -10) {
				t.Errorf("%s was done %v seconds ago", chore, since)
			}
		}
		if done {
			break
		}
	}
}

// Operators get health in words, others in short.
func TestHealthForOperators(t *testing.T) {
	p := launch(t, Config{})
	for path, want := range map[string]string{"healthz": "ok", "readyz": "ready"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.admin.url().JoinPath(path).String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		untilRight(t, path+" says "+want, func() []string { // it queries the database for at most a second
			a, err := do(r)
			var said struct{ Status string }
			if err != nil || json.Unmarshal([]byte(a.body), &said) != nil || a.status != http.StatusOK || said.Status != want {
				return []string{fmt.Sprintf("%s: %d, %v: %s", path, a.status, err, a.body)}
			}
			return nil
		})
	}
}

// A chosen admin address must be free; the usual one need not be.
func TestTheAdminAddress(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, address := range []string{taken.Addr().String(), "203.0.113.7:8082", "nonsense"} {
		err := Run(t.Context(), Config{AdminAddr: address, DataDir: t.TempDir(), Log: quiet})
		if err == nil || !strings.Contains(err.Error(), "MESHER_ADMIN_ADDR") {
			t.Errorf("with %s: %v", address, err)
		}
	}
	var doors []*door
	for range 2 { // at least one of them does not get the usual one
		d, err := openAdminDoor(Config{Log: quiet})
		if err != nil {
			t.Fatal(err)
		}
		doors = append(doors, d)
	}
	for _, d := range doors {
		if !d.listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("operators are served on %s", d.listener.Addr())
		}
		d.close()
	}
}
