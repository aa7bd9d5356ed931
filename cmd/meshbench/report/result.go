// Package report evaluates measurements: medians, ratios to the baseline, whether
// the bars are met; as a table and as JSON.
package report

import (
	"slices"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// A Result holds all measurements of one workload.
type Result struct {
	Workload workload.Workload
	Rounds   []Round
}

// A Round is the figures of each peer, by name, measured shortly after one
// another. A peer whose measurement failed is not in it.
type Round map[string]workload.Figures

// A Spread is the median of some numbers, and their range.
type Spread struct {
	Median float64 `json:"median"`
	Least  float64 `json:"least"`
	Most   float64 `json:"most"`
}

// spreadOf returns the spread of at least one number. The median of an even count
// is the mean of the middle two.
func spreadOf(numbers []float64) Spread {
	sorted := slices.Sorted(slices.Values(numbers))
	half := len(sorted) / 2
	median := sorted[half]
	if len(sorted)%2 == 0 {
		median = (sorted[half-1] + sorted[half]) / 2
	}
	return Spread{median, sorted[0], sorted[len(sorted)-1]}
}

// share returns half the range as a share of the median.
func (s Spread) share() float64 {
	if s.Median == 0 {
		return 0
	}
	return (s.Most - s.Least) / 2 / s.Median
}

// A Cell is one metric of one peer, over the rounds.
type Cell struct {
	Figure Spread `json:"figure"`
	// Ratio is to the baseline: of each round to the same round's, so that what
	// slows a whole round down cancels out. Nil: the baseline is missing.
	Ratio   *Spread   `json:"ratio,omitempty"`
	Samples []float64 `json:"samples"`
}

// cell returns what was found of a metric; false if nothing was.
func (r Result) cell(peer, metric string) (c Cell, ok bool) {
	var ratios []float64
	for _, round := range r.Rounds {
		v, ok := round[peer][metric]
		if !ok {
			continue
		}
		c.Samples = append(c.Samples, v)
		if base := round[r.Workload.Baseline][metric]; base > 0 {
			ratios = append(ratios, v/base)
		}
	}
	if len(c.Samples) == 0 {
		return c, false
	}
	c.Figure = spreadOf(c.Samples)
	if len(ratios) > 0 {
		s := spreadOf(ratios)
		c.Ratio = &s
	}
	return c, true
}

// meets judges by the medians. There is nothing to judge without a bar, or
// without the value that the bar is about.
func (c Cell) meets(b workload.Bar) (met, judged bool) {
	switch {
	case b == (workload.Bar{}) || len(c.Samples) == 0:
		return false, false
	case b.Absolute:
		return b.Met(c.Figure.Median, 0), true
	case c.Ratio == nil:
		return false, false
	}
	return b.Met(0, c.Ratio.Median), true
}
