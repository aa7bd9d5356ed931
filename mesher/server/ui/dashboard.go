package ui

import (
	"io"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// DashboardPage says how a project is doing.
type DashboardPage struct {
	Frame
	During string // what is counted, of Durings
	Health mesher.Health
	Volume Volume
	Levels []mesher.LevelCount
	Top    []mesher.IssueCount
	Tags   []TagValues
	Now    time.Time
}

// TagValues are the most frequent values of a tag.
type TagValues struct {
	Key string
	mesher.TagCounts
}

var dashboardPage = page("dashboard.html")

// Render writes the page.
func (p DashboardPage) Render(w io.Writer) error { return render(w, dashboardPage, p) }

// Durings lead to other stretches of time.
func (p DashboardPage) Durings() []place { return durings(pathOf(p.Project, Dashboard), p.During) }

// Unresolved leads to the issues that wait for somebody.
func (p DashboardPage) Unresolved() string { return addressOf(p.Project).with() }

// ByLevel are the parts of all events that each level has.
func (p DashboardPage) ByLevel() []share {
	shares := make([]share, len(p.Levels))
	for i, l := range p.Levels {
		shares[i] = share{Name: l.Level.String(), Events: l.Events, of: p.Volume.Total(), Level: l.Level.String(),
			Path: addressOf(p.Project).with(filter{"status", ""}, filter{"level", l.Level.String()})}
	}
	return shares
}

// maxValues is how many values of a tag stand on the page.
const maxValues = 6

// ByTag are the parts of the events that the values of each tag have: of all, or
// of the newest where no more are counted.
func (p DashboardPage) ByTag() (tags []tagShares) {
	for _, t := range p.Tags {
		if len(t.Values) == 0 {
			continue
		}
		of := int64(t.Of)
		if of == 0 {
			of = p.Volume.Total()
		}
		shown := min(len(t.Values), maxValues)
		tags = append(tags, tagShares{t.Key, sharesOf(p.Project, t.Key, t.Values[:shown], of), len(t.Values) - shown})
	}
	return tags
}

// A topIssue is an issue with its part of all events.
type topIssue struct {
	mesher.Issue
	share
}

// TopIssues are the unresolved issues with the most events.
func (p DashboardPage) TopIssues() []topIssue {
	top := make([]topIssue, len(p.Top))
	for i, t := range p.Top {
		top[i] = topIssue{t.Issue, share{Events: t.Events, of: p.Volume.Total()}}
	}
	return top
}
