package report

import (
	"encoding/json"
	"io"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// The report for programs. Figures are in operations per second, nanoseconds,
// bytes, or times; ratios are to the baseline.
type (
	reportJSON struct {
		Machine   Machine        `json:"machine"`
		Started   time.Time      `json:"started"`
		Runs      int            `json:"runs"`
		Scale     float64        `json:"scale"`
		Workloads []workloadJSON `json:"workloads"`
		Failures  []string       `json:"failures"`
	}
	workloadJSON struct {
		Name     string       `json:"name"`
		About    string       `json:"about"`
		Baseline string       `json:"baseline"`
		Metrics  []metricJSON `json:"metrics"`
	}
	metricJSON struct {
		Name     string             `json:"name"`
		Unit     workload.Unit      `json:"unit"`
		Bar      *workload.Bar      `json:"bar,omitempty"`
		Met      *bool              `json:"met,omitempty"`
		Peers    map[string]Cell    `json:"peers"`
		Recorded map[string]float64 `json:"recorded,omitempty"` // ratios
	}
)

// JSON writes the report with every sample.
func (r Report) JSON(w io.Writer) error {
	out := reportJSON{r.Machine, r.Started, r.Runs, r.Scale, []workloadJSON{}, append([]string{}, r.Failures...)}
	for _, result := range r.Results {
		load := workloadJSON{result.Workload.Name, result.Workload.About, result.Workload.Baseline, nil}
		for _, m := range result.Workload.Metrics {
			load.Metrics = append(load.Metrics, r.metric(result, m))
		}
		out.Workloads = append(out.Workloads, load)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func (r Report) metric(result Result, m workload.Metric) metricJSON {
	out := metricJSON{Name: m.Name, Unit: m.Unit, Peers: map[string]Cell{}, Recorded: map[string]float64{}}
	if m.Bar != (workload.Bar{}) {
		out.Bar = &m.Bar
	}
	for _, peer := range r.Peers {
		c, measured := result.cell(peer, m.Name)
		if !measured {
			continue
		}
		out.Peers[peer] = c
		if met, judged := c.meets(m.Bar); judged && peer == r.Judged {
			out.Met = &met
		}
	}
	for _, record := range m.Recorded.All() {
		if record.Ratio != 0 {
			out.Recorded[record.Peer] = record.Ratio
		}
	}
	return out
}
