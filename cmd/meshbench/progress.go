package main

import (
	"fmt"
	"io"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// progress reports each measurement, and how long the rest may take.
type progress struct {
	w           io.Writer
	start       time.Time
	done, total int
}

func (p *progress) measured(what string, w workload.Workload, f workload.Figures, err error) {
	p.done++
	left := time.Since(p.start) / time.Duration(p.done) * time.Duration(p.total-p.done)
	fmt.Fprintf(p.w, "%3d/%d, about %v left: %s", p.done, p.total, left.Round(time.Second), what)
	if err != nil {
		fmt.Fprintf(p.w, ": failed: %v\n", err)
		return
	}
	for _, m := range w.Metrics {
		if v, ok := f[m.Name]; ok {
			fmt.Fprintf(p.w, ", %s %s", m.Name, m.Unit.Format(v))
		}
	}
	fmt.Fprintln(p.w)
}
