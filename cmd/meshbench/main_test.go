package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/cmd/meshbench/far"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// The program starts itself for each measurement, and for its far side; in tests
// that is this one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "measure" || os.Args[1] == far.Command) {
		main()
		return
	}
	os.Exit(m.Run())
}

// tiny is enough for each of 1,000 pairs to play once.
const tiny = 2000

func TestEveryPeerDoesItsWorkloads(t *testing.T) {
	all := allWorkloads()
	for _, p := range allPeers() {
		t.Run(p.Name, func(t *testing.T) {
			if p.Missing != nil && p.Missing() != nil {
				t.Skip(p.Missing())
			}
			for name := range p.Do {
				if !slices.ContainsFunc(all, func(w workload.Workload) bool { return w.Name == name }) {
					t.Errorf("does %q, which is no workload", name)
				}
			}
			for _, w := range all {
				if p.Do[w.Name] == nil {
					if p.Name == w.Baseline || p.Name == "mesh" {
						t.Errorf("does not do %s", w.Name)
					}
					continue
				}
				t.Run(w.Name, func(t *testing.T) { doesTiny(t, p, w) })
			}
		})
	}
}

func doesTiny(t *testing.T, p workload.Peer, w workload.Workload) {
	var out strings.Builder
	if err := (measurement{peer: p, workload: w, n: tiny}).run(&out); err != nil {
		t.Fatal(err)
	}
	var f workload.Figures
	if err := json.Unmarshal([]byte(out.String()), &f); err != nil {
		t.Fatalf("%v: %s", err, &out)
	}
	for _, m := range w.Metrics {
		_, found := f[m.Name]
		if !found && !(strings.Contains(m.Name, workload.Peak) && runtime.GOOS != "linux") {
			t.Errorf("no %s in %v", m.Name, f)
		}
		// So few processes may need no additional memory.
		if found && f[m.Name] <= 0 && m.Name != workload.Memory {
			t.Errorf("%s is %v", m.Name, f[m.Name])
		}
		delete(f, m.Name)
	}
	if len(f) > 0 {
		t.Errorf("found what the workload does not name: %v", f)
	}
}

func TestRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.json")
	var stdout, stderr strings.Builder
	err := run(t.Context(), strings.Fields("-w L1,L3 -peers mesh -runs 2 -scale 0.01 -json "+file), &stdout, &stderr)
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	for _, want := range []string{"channel", "mesh", "L1", "L3", "0.78x", "recorded"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %q in the table:\n%s", want, &stdout)
		}
	}
	if got := strings.Count(stderr.String(), " left: "); got != 2*2*2 {
		t.Errorf("progress of %d measurements, want 8:\n%s", got, &stderr)
	}
	var report struct{ Workloads []struct{ Name string } }
	if b, err := os.ReadFile(file); err != nil {
		t.Error(err)
	} else if err := json.Unmarshal(b, &report); err != nil || len(report.Workloads) != 2 {
		t.Errorf("report of %d workloads, error %v", len(report.Workloads), err)
	}
}

// A peer that fails costs its cells, not the run.
func TestFailureIsReported(t *testing.T) {
	o, err := parse(strings.Fields("-w L1 -peers mesh -runs 1 -scale 0.01"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	o.peers = append(o.peers, workload.Peer{Name: "nobody", Do: o.peers[0].Do}) // its new process won't know it
	r := measureAll(t.Context(), o, &progress{w: io.Discard, total: o.count()})
	if len(r.Failures) != 1 || !strings.Contains(r.Failures[0], "nobody does not do L1") {
		t.Errorf("failures %q, want that of nobody", r.Failures)
	}
	if len(r.Results) != 1 || len(r.Results[0].Rounds[0]) != 2 {
		t.Errorf("results %v, want those of the two others", r.Results)
	}
}

func TestInterruptedRunKeepsWhatIsComplete(t *testing.T) {
	o, err := parse(strings.Fields("-w L1,L3 -peers channel -runs 1 -scale 0.01"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := measureAll(ctx, o, &progress{w: writes(cancel), total: o.count()})
	if len(r.Results) != 1 || len(r.Failures) != 0 {
		t.Errorf("got %d results and failures %q, want the first workload alone", len(r.Results), r.Failures)
	}
}

// writes is called at each write.
type writes func()

func (f writes) Write(b []byte) (int, error) { f(); return len(b), nil }
