package tally

import (
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A Tally is what one batch adds to the counts. The zero Tally is empty.
type Tally struct {
	issues   []*Issue // in the order in which the batch met them
	byID     map[uuid.UUID]*Issue
	ofIssue  map[IssueHour]int64
	ofTag    map[TagHour]int64
	ofMinute map[Minute]int64
	ofValue  map[Value]Span
}

// An Issue is what a batch adds to one issue.
type Issue struct {
	ID          uuid.UUID
	Project     mesher.ProjectID
	Opening     mesher.Grouping // of its first event: the title and so on of a new issue
	Events      int64
	First, Last time.Time // received
	Level       mesher.Level
	Users       map[UserKey]struct{}
}

// Add counts an event that was stored under an issue, and returns what the
// issue has gathered so far.
func (t *Tally) Add(issue uuid.UUID, r mesher.Record) *Issue {
	at := r.Event.ReceivedAt
	i, ok := t.byID[issue]
	if !ok {
		if t.byID == nil {
			t.byID, t.ofIssue = make(map[uuid.UUID]*Issue), make(map[IssueHour]int64)
			t.ofTag, t.ofMinute, t.ofValue = make(map[TagHour]int64), make(map[Minute]int64), make(map[Value]Span)
		}
		i = &Issue{ID: issue, Project: r.Event.ProjectID, Opening: r.Grouping, First: at, Last: at}
		t.byID[issue] = i
		t.issues = append(t.issues, i)
	}
	i.Events++
	if at.Before(i.First) {
		i.First = at
	}
	if !at.Before(i.Last) { // of two received at once the one stored later is the newer
		i.Last, i.Level = at, r.Event.Level
	}
	if key, ok := UserOf(r.Event); ok {
		if i.Users == nil {
			i.Users = make(map[UserKey]struct{})
		}
		i.Users[key] = struct{}{}
	}
	t.ofIssue[IssueHour{i, Hour{at.UTC().Truncate(time.Hour), r.Event.Level}}]++
	t.addTags(i, r.Event)
	return i
}

// Issues lists the issues that gained events, in the order of the batch.
func (t *Tally) Issues() []*Issue { return t.issues }
