package tally

import (
	"iter"
	"maps"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// An Hour is the key of one hourly count: the hour that begins at Start, in UTC,
// and the level of the events.
type Hour struct {
	Start time.Time
	Level mesher.Level
}

// An IssueHour is an hour of an issue.
type IssueHour struct {
	Issue *Issue
	Hour
}

// A ProjectHour is an hour of a project.
type ProjectHour struct {
	Project mesher.ProjectID
	Hour
}

// IssueHours returns what the batch adds to the hours of issues, in no order.
func (t *Tally) IssueHours() iter.Seq2[IssueHour, int64] { return maps.All(t.ofIssue) }

// ProjectHours returns what it adds to the hours of projects.
func (t *Tally) ProjectHours() iter.Seq2[ProjectHour, int64] {
	sums := make(map[ProjectHour]int64)
	for h, events := range t.ofIssue {
		sums[ProjectHour{h.Issue.Project, h.Hour}] += events
	}
	return maps.All(sums)
}
