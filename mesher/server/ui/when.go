package ui

import (
	"fmt"
	"time"
)

// A moment is a time as a page shows it: how long ago, with the exact time at
// hand.
type moment struct{ at, now time.Time }

func newMoment(at, now time.Time) moment { return moment{at.UTC(), now.UTC()} }

// Known tells whether there is a time to show.
func (m moment) Known() bool { return !m.at.IsZero() }

// Exact is for the reader who wants to know.
func (m moment) Exact() string { return m.at.Format("2 January 2006, 15:04:05.000 UTC") }

// Machine is for the datetime attribute.
func (m moment) Machine() string { return m.at.Format(time.RFC3339Nano) }

// Clock is the time of the day, for what happened within minutes.
func (m moment) Clock() string { return m.at.Format("15:04:05.000") }

// Short is for lists in which many follow one another.
func (m moment) Short() string { return m.at.Format("2 Jan 2006 15:04:05") }

// Ago is the time as people say it. Whatever lies ahead is a clock a little
// off, and counts as now.
func (m moment) Ago() string {
	switch ago := m.now.Sub(m.at); {
	case ago < 10*time.Second:
		return "just now"
	case ago < time.Minute:
		return fmt.Sprintf("%d s ago", ago/time.Second)
	case ago < time.Hour:
		return fmt.Sprintf("%d min ago", ago/time.Minute)
	case ago < 24*time.Hour:
		return fmt.Sprintf("%d h ago", ago/time.Hour)
	case ago < 48*time.Hour:
		return "yesterday"
	case ago < 30*24*time.Hour:
		return fmt.Sprintf("%d days ago", ago/(24*time.Hour))
	}
	return m.at.Format("2 Jan 2006")
}
