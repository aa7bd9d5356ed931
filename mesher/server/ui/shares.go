package ui

import (
	"fmt"

	"github.com/mesh-actors/mesh/mesher"
)

// A share is how much of a whole something has.
type share struct {
	Name   string
	Events int64
	Path   string // to what has it
	Level  string // its colour; empty: that of all others
	of     int64
}

// Percent is the share in words.
func (s share) Percent() string {
	switch percent := s.part(100); {
	case s.of == 0 || s.Events == 0:
		return "0%"
	case percent < 1:
		return "<1%"
	default:
		return fmt.Sprintf("%d%%", int(percent))
	}
}

// Width is how long its bar is, of 100.
func (s share) Width() int { return barOf(s.Events, s.of, 100) }

func (s share) part(whole float64) float64 { return float64(s.Events) / float64(s.of) * whole }

// sharesOf are the values of a tag with their parts of a number of events. The
// project's issues with the value are one click away.
func sharesOf(p mesher.Project, key string, values []mesher.ValueCount, of int64) []share {
	shares := make([]share, len(values))
	for i, v := range values {
		shares[i] = share{Name: v.Value, Events: v.Events, of: of,
			Path: addressOf(p).with(filter{"status", ""}, filterOf(key, v.Value))}
	}
	return shares
}
