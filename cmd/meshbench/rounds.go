package main

import (
	"context"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/report"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// measureAll makes all measurements, peers taking turns, and reports the
// progress. A failed one does not end it. If ctx ends, the report has the
// workloads that were complete.
func measureAll(ctx context.Context, o options, tell *progress) report.Report {
	r := report.Report{
		Machine: report.ThisMachine(), Started: time.Now(), Runs: o.runs, Scale: o.scale, Judged: "mesh",
	}
	for _, p := range o.peers {
		r.Peers = append(r.Peers, p.Name)
	}
	for _, w := range o.workloads {
		result := report.Result{Workload: w}
		for run := range o.runs {
			round := report.Round{}
			for _, m := range o.turns(w) {
				f, err := m.inProcess(ctx)
				if err != nil && ctx.Err() != nil {
					return r
				}
				what := fmt.Sprintf("%s %s, run %d of %d", w.Name, m.peer.Name, run+1, o.runs)
				tell.measured(what, w, f, err)
				if err != nil {
					r.Failures = append(r.Failures, fmt.Sprintf("%s: %v", what, err))
					continue
				}
				round[m.peer.Name] = f
			}
			result.Rounds = append(result.Rounds, round)
		}
		r.Results = append(r.Results, result)
	}
	return r
}

// turns returns one measurement by each peer that does the workload.
func (o options) turns(w workload.Workload) (turns []measurement) {
	for _, p := range o.peers {
		if p.Do[w.Name] != nil {
			turns = append(turns, measurement{peer: p, workload: w, n: max(int(float64(w.N)*o.scale), 1)})
		}
	}
	return turns
}

// count returns how many measurements there are to make.
func (o options) count() (n int) {
	for _, w := range o.workloads {
		n += o.runs * len(o.turns(w))
	}
	return n
}
