package workload

import "strconv"

// A Metric is one of the figures that a workload yields.
type Metric struct {
	Name     string
	Unit     Unit
	Bar      Bar
	Recorded Recorded
}

// Recorded holds ratios to the baseline of peers that are not run from here, as
// they were once measured: protoactor-go 2024-08, ergo 3.1, hollywood 1.0.5,
// goakt 4.4 and Erlang/OTP 25. Zero: not measured.
type Recorded struct{ Protoactor, Ergo, Hollywood, Goakt, Erlang float64 }

// A Record is one of them.
type Record struct {
	Peer  string
	Ratio float64
}

// All returns the records in the order to show them.
func (r Recorded) All() []Record {
	return []Record{
		{"protoactor", r.Protoactor}, {"ergo", r.Ergo}, {"hollywood", r.Hollywood},
		{"goakt", r.Goakt}, {"erlang", r.Erlang},
	}
}

// Unit is the unit of a figure.
type Unit string

const (
	PerSecond      Unit = "/s"
	BytesPerSecond Unit = "B/s"
	Nanoseconds    Unit = "ns"
	Bytes          Unit = "B"
	Times          Unit = "x" // a ratio of two figures
)

// Format writes a figure to three digits, in a handy multiple of its unit.
func (u Unit) Format(v float64) string {
	thousand, million := " k"+string(u), " M"+string(u)
	switch u {
	case Times:
		return strconv.FormatFloat(v, 'f', 2, 64) + "x"
	case Nanoseconds:
		thousand, million = " µs", " ms"
	}
	switch {
	case v >= 1e6:
		return threeDigits(v/1e6) + million
	case v >= 1e4:
		return threeDigits(v/1e3) + thousand
	}
	return threeDigits(v) + " " + string(u)
}

func threeDigits(v float64) string {
	places := 2
	for limit := 10.0; v >= limit && places > 0; limit *= 10 {
		places--
	}
	return strconv.FormatFloat(v, 'f', places, 64)
}
