package operator_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"go.yaml.in/yaml/v3"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/lease"
)

var metricName = regexp.MustCompile(`\b(mesher|actor|dist)_[a-z_]+[a-z]`)

// busy returns a plant without a figure that is zero.
func busy() *plant {
	p := healthy()
	took := ingest.Durations{Count: 3, Sum: 1500 * time.Millisecond, Within: map[time.Duration]uint64{time.Second: 2, time.Minute: 3}}
	p.stats = ingest.Stats{Events: map[mesher.Outcome]int64{mesher.Stored: 41, mesher.RefusedLimited: 2}, Lag: took, Commits: took, Failed: 1}
	p.queue = ingest.Queue{Events: 5, Bytes: 600, Oldest: time.Now().Add(-time.Hour), Away: true, MaxEvents: 100}
	p.records, p.held = 12, 34567
	p.chores["retention_cleaner"] = lease.Last{Err: os.ErrInvalid}
	return p
}

// All counters are exposed, under valid names.
func TestMetrics(t *testing.T) { synctest.Test(t, testMetrics) }

func testMetrics(t *testing.T) {
	_, text := get(t, busy().server(t), "/metrics")
	if problems, err := promlint.New(strings.NewReader(text)).Lint(); err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
	for _, want := range []string{
		`mesher_events_total{outcome="stored"} 41`,
		`mesher_events_total{outcome="limited"} 2`,
		`mesher_ingest_lag_seconds_bucket{le="1"} 2`,
		`mesher_ingest_lag_seconds_sum 1.5`,
		`mesher_commit_seconds_count 3`,
		`mesher_commits_failed_total 1`,
		`mesher_queue_events 5`,
		`mesher_queue_max_events 100`,
		`mesher_queue_bytes 600`,
		"mesher_queue_age_seconds 3600\n",
		`mesher_queue_away 1`,
		`mesher_spool_events 12`,
		`mesher_spool_bytes 34567`,
		`mesher_chore_here{chore="alert_evaluator"} 1`,
		`mesher_chore_last_success_timestamp_seconds{chore="alert_evaluator"} 1.7e+09`,
		`mesher_chore_failing{chore="retention_cleaner"} 1`,
		`mesher_partitions_ahead 7`,
		`mesher_database_up 1`,
		`mesher_database_connections_max 10`,
		`mesher_database_connections_in_use 3`,
		`mesher_database_connections_idle 2`,
		`mesher_database_waits_total 4`,
		`mesher_database_wait_seconds_total 1.5`,
		`actor_processes{`, `go_goroutines `,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(text, `success_timestamp_seconds{chore="retention_cleaner"}`) {
		t.Error("it is told when something succeeded that never did")
	}
}

// The page about metrics names all metrics, and no others. The metrics in rules
// are compared with a whole program elsewhere.
func TestEveryMetricIsDocumented(t *testing.T) {
	_, text := get(t, busy().server(t), "/metrics")
	told := map[string]bool{}
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
			told[strings.Fields(name)[0]] = true
		}
	}
	page, err := os.ReadFile("../../docs/METRICS.md")
	if err != nil {
		t.Fatal(err)
	}
	named := metricName.FindAllString(string(page), -1)
	for _, name := range named {
		if !told[name] && strings.HasPrefix(name, "mesher_") {
			t.Errorf("the page names %s, and there is none", name)
		}
	}
	for name := range told {
		if strings.HasPrefix(name, "mesher_") && !slices.Contains(named, name) {
			t.Errorf("the page says nothing of %s", name)
		}
	}
}

// A rule is a Prometheus rule.
type rule struct {
	Alert, Expr, For    string
	Labels, Annotations map[string]string
}

func rules(t *testing.T) (all []rule) {
	t.Helper()
	text, err := os.ReadFile("../../docs/mesher.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []rule
		}
	}
	d := yaml.NewDecoder(strings.NewReader(string(text)))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	return all
}

// Each rule can be parsed, and says what is wrong and what to do.
func TestRules(t *testing.T) {
	all := rules(t)
	if len(all) < 10 {
		t.Fatalf("there are %d rules", len(all))
	}
	seen := map[string]bool{}
	for _, r := range all {
		if seen[r.Alert] || !strings.HasPrefix(r.Alert, "Mesher") {
			t.Errorf("%q is no name for a rule, or is another's", r.Alert)
		}
		seen[r.Alert] = true
		if s := r.Labels["severity"]; s != "critical" && s != "warning" {
			t.Errorf("%s is of the severity %q", r.Alert, s)
		}
		if r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
			t.Errorf("%s does not say what is wrong and what to do", r.Alert)
		}
		if _, err := time.ParseDuration(r.For); r.For != "" && err != nil {
			t.Errorf("%s waits for %q", r.Alert, r.For)
		}
		if !metricName.MatchString(r.Expr) || strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") {
			t.Errorf("%s asks %q", r.Alert, r.Expr)
		}
	}
}
