package doctor

import "slices"

// A State is the state of a thing.
type State string

const (
	OK      State = "ok"
	Warning State = "warning" // it works, but may soon fail
	Wrong   State = "wrong"   // it does not work
)

// A Finding is about one thing.
type Finding struct {
	Subject string `json:"subject"`
	State   State  `json:"state"`
	Says    string `json:"says"`
	Do      string `json:"do,omitempty"` // what helps; empty if all is well
}

// IsWell reports whether nothing is wrong.
func IsWell(findings []Finding) bool {
	return !slices.ContainsFunc(findings, func(f Finding) bool { return f.State == Wrong })
}
