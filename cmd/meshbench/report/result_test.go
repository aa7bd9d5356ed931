package report

import (
	"testing"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		numbers []float64
		want    Spread
		share   float64
	}{
		{[]float64{7}, Spread{7, 7, 7}, 0},
		{[]float64{3, 1, 2}, Spread{2, 1, 3}, 0.5},
		{[]float64{4, 1, 2, 10}, Spread{3, 1, 10}, 1.5},
		{[]float64{0, 0}, Spread{}, 0},
	} {
		if got := spreadOf(c.numbers); got != c.want || got.share() != c.share {
			t.Errorf("%v: got %v ±%v, want %v ±%v", c.numbers, got, got.share(), c.want, c.share)
		}
	}
}

// twoRates is a workload's result from the rates of a baseline and of mesh; 0
// stands for a measurement that failed.
func twoRates(rates ...[2]float64) Result {
	r := Result{Workload: workload.Workload{Name: "W", Title: "work", Baseline: "base",
		Metrics: []workload.Metric{{Name: "rate", Unit: workload.PerSecond, Bar: workload.Bar{Limit: 0.5},
			Recorded: workload.Recorded{Hollywood: 0.25}}}}}
	for _, pair := range rates {
		round := Round{}
		for i, peer := range []string{"base", "mesh"} {
			if pair[i] != 0 {
				round[peer] = workload.Figures{"rate": pair[i]}
			}
		}
		r.Rounds = append(r.Rounds, round)
	}
	return r
}

func TestRatiosAreOfTheSameRound(t *testing.T) {
	// The machine is ten times slower in the second round, and the third lacks
	// the baseline: the medians' ratio would be 0.8.
	c, ok := twoRates([2]float64{1000, 500}, [2]float64{100, 50}, [2]float64{0, 900}, [2]float64{2000, 1000}).cell("mesh", "rate")
	if !ok || c.Ratio == nil || *c.Ratio != (Spread{0.5, 0.5, 0.5}) {
		t.Fatalf("got %+v, %v; want a ratio of 0.5 throughout", c.Ratio, ok)
	}
	if want := (Spread{700, 50, 1000}); c.Figure != want || len(c.Samples) != 4 {
		t.Errorf("got %v of %v, want %v of 4", c.Figure, c.Samples, want)
	}
	if _, ok := twoRates([2]float64{1000, 0}).cell("mesh", "rate"); ok {
		t.Error("a peer that always failed has a figure")
	}
}

func TestMeets(t *testing.T) {
	ratio := func(v float64) *Spread { return &Spread{Median: v} }
	figure := Spread{Median: 300}
	for _, c := range []struct {
		name        string
		cell        Cell
		bar         workload.Bar
		met, judged bool
	}{
		{"ratio met", Cell{figure, ratio(0.9), []float64{1}}, workload.Bar{Limit: 0.8}, true, true},
		{"ratio missed", Cell{figure, ratio(0.7), []float64{1}}, workload.Bar{Limit: 0.8}, false, true},
		{"figure met", Cell{figure, nil, []float64{1}}, workload.Bar{Limit: 360, Most: true, Absolute: true}, true, true},
		{"no baseline", Cell{figure, nil, []float64{1}}, workload.Bar{Limit: 0.8}, false, false},
		{"no bar", Cell{figure, ratio(0.9), []float64{1}}, workload.Bar{}, false, false},
		{"not measured", Cell{}, workload.Bar{Limit: 360, Most: true, Absolute: true}, false, false},
	} {
		if met, judged := c.cell.meets(c.bar); met != c.met || judged != c.judged {
			t.Errorf("%s: got met %v, judged %v", c.name, met, judged)
		}
	}
}
