package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// Table writes the report for people. A row is a metric of a workload, a column a
// peer; recorded peers are separate.
func (r Report) Table(w io.Writer) error {
	m := r.Machine
	fmt.Fprintf(w, "%s %s/%s, %d CPUs, GOMAXPROCS=%d, median of %d", m.Go, m.OS, m.Arch, m.CPUs, m.GOMAXPROCS, r.Runs)
	if r.Scale != 1 {
		fmt.Fprintf(w, ", workloads cut to %g of their size", r.Scale)
	}
	fmt.Fprint(w, "\n\n")

	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	head := []string{"workload", "", "metric"}
	for _, peer := range r.Peers {
		head = append(head, peer)
		if peer == r.Judged {
			head = append(head, "bar", "")
		}
	}
	recorded := r.recorded()
	for _, peer := range recorded {
		head = append(head, peer+" (recorded)")
	}
	fmt.Fprintln(t, strings.Join(head, "\t"))
	for _, result := range r.Results {
		name, title := result.Workload.Name, result.Workload.Title
		for _, m := range result.Workload.Metrics {
			fmt.Fprintln(t, strings.Join(append([]string{name, title, m.Name}, r.row(result, m, recorded)...), "\t"))
			name, title = "", ""
		}
	}
	t.Flush()

	for _, failure := range r.Failures {
		fmt.Fprintf(w, "\nfailed: %s", failure)
	}
	_, err := fmt.Fprintln(w, "\nx: to the baseline of the same round. ±: half the range, of the median. Bars are met or not by medians.")
	return err
}

// recorded returns the peers with recorded ratios for the workloads that were
// run.
func (r Report) recorded() (peers []string) {
	for i, record := range (workload.Recorded{}).All() {
		if slices.ContainsFunc(r.Results, func(result Result) bool {
			return slices.ContainsFunc(result.Workload.Metrics, func(m workload.Metric) bool {
				return m.Recorded.All()[i].Ratio != 0
			})
		}) {
			peers = append(peers, record.Peer)
		}
	}
	return peers
}

// row returns a metric by peer, and then as recorded of others.
func (r Report) row(result Result, m workload.Metric, recorded []string) (cells []string) {
	for _, peer := range r.Peers {
		c, measured := result.cell(peer, m.Name)
		text := "-"
		switch {
		case measured && peer == result.Workload.Baseline:
			text = fmt.Sprintf("%s ±%.0f%%", m.Unit.Format(c.Figure.Median), 100*c.Figure.share())
		case measured && c.Ratio != nil:
			text = fmt.Sprintf("%s %.2fx ±%.0f%%", m.Unit.Format(c.Figure.Median), c.Ratio.Median, 100*c.Ratio.share())
		case measured:
			text = m.Unit.Format(c.Figure.Median)
		}
		cells = append(cells, text)
		if peer == r.Judged {
			cells = append(cells, m.Bar.Format(m.Unit), verdict(m, c))
		}
	}
	for _, record := range m.Recorded.All() {
		if !slices.Contains(recorded, record.Peer) {
			continue
		}
		text := ""
		if record.Ratio != 0 {
			text = fmt.Sprintf("%.2fx", record.Ratio)
		}
		cells = append(cells, text)
	}
	return cells
}

func verdict(m workload.Metric, c Cell) string {
	switch met, judged := c.meets(m.Bar); {
	case !judged:
		return ""
	case met:
		return "met"
	}
	return "not met"
}
