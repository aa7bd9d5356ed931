package report

import (
	"encoding/json"
	"strings"
	"testing"
)

func sample() Report {
	return Report{
		Machine: Machine{"go1.26", "linux", "amd64", 4, 2}, Runs: 2, Scale: 0.5, Judged: "mesh",
		Peers: []string{"base", "mesh", "other"}, Failures: []string{"W other, run 1 of 2: broke"},
		Results: []Result{twoRates([2]float64{2e6, 0.8e6}, [2]float64{4e6, 2e6})},
	}
}

func TestTable(t *testing.T) {
	var b strings.Builder
	if err := sample().Table(&b); err != nil {
		t.Fatal(err)
	}
	want := `go1.26 linux/amd64, 4 CPUs, GOMAXPROCS=2, median of 2, workloads cut to 0.5 of their size

workload          metric   base            mesh                  bar                 other   hollywood (recorded)
W          work   rate     3.00 M/s ±33%   1.40 M/s 0.45x ±11%   ≥ 0.50x   not met   -       0.25x

failed: W other, run 1 of 2: broke
x: to the baseline of the same round. ±: half the range, of the median. Bars are met or not by medians.
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := sample().JSON(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Machine   struct{ GOMAXPROCS int }
		Workloads []struct {
			Name    string
			Metrics []struct {
				Met   *bool
				Peers map[string]struct {
					Figure, Ratio struct{ Median, Least, Most float64 }
					Samples       []float64
				}
				Recorded map[string]float64
			}
		}
		Failures []string
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	m := got.Workloads[0].Metrics[0]
	mesh := m.Peers["mesh"]
	switch {
	case got.Machine.GOMAXPROCS != 2, len(got.Failures) != 1, got.Workloads[0].Name != "W":
		t.Errorf("the frame is wrong: %s", &b)
	case m.Met == nil || *m.Met, len(m.Peers) != 2, len(m.Recorded) != 1 || m.Recorded["hollywood"] != 0.25:
		t.Errorf("the metric is wrong: %s", &b)
	case mesh.Figure.Median != 1.4e6, mesh.Ratio.Least != 0.4, mesh.Ratio.Most != 0.5, len(mesh.Samples) != 2:
		t.Errorf("the cell is wrong: %s", &b)
	}
}
