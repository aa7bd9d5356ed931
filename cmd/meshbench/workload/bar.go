package workload

import "math"

// A Bar is the target of this runtime. The zero Bar is none.
type Bar struct {
	Limit    float64 `json:"limit"`
	Most     bool    `json:"most"`     // the limit is a maximum, not a minimum
	Absolute bool    `json:"absolute"` // the limit is for the figure, not for its ratio to the baseline
}

func atLeast(ratio float64) Bar { return Bar{Limit: ratio} }
func atMost(ratio float64) Bar  { return Bar{Limit: ratio, Most: true} }
func below(figure float64) Bar  { return Bar{Limit: figure, Most: true, Absolute: true} }

// Met judges to two decimals, in which bars are given.
func (b Bar) Met(figure, ratio float64) bool {
	v := ratio
	if b.Absolute {
		v = figure
	}
	v = math.Round(v*100) / 100
	if b.Most {
		return v <= b.Limit
	}
	return v >= b.Limit
}

// Format writes the bar of a figure in this unit; nothing for the zero Bar.
func (b Bar) Format(u Unit) string {
	if b == (Bar{}) {
		return ""
	}
	sign := "≥ "
	if b.Most {
		sign = "≤ "
	}
	if !b.Absolute {
		u = Times
	}
	return sign + u.Format(b.Limit)
}
