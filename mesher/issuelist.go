package mesher

import (
	"context"

	"github.com/google/uuid"
)

// A Tag is a tag of events. An event's environment and release count as its tags
// "environment" and "release", names that no other tag can have.
type Tag struct{ Key, Value string }

// IssueSort is an order of issues, always descending.
type IssueSort string

const (
	ByLastSeen  IssueSort = "last_seen"
	ByFirstSeen IssueSort = "first_seen"
	ByEvents    IssueSort = "events"
	ByUsers     IssueSort = "users"
)

// Place returns an issue's place in a list of this order.
func (by IssueSort) Place(i Issue) Cursor {
	c := Cursor{Value: i.LastSeen.UnixMicro(), ID: i.ID}
	switch by {
	case ByFirstSeen:
		c.Value = i.FirstSeen.UnixMicro()
	case ByEvents:
		c.Value = i.EventCount
	case ByUsers:
		c.Value = i.UserCount
	}
	return c
}

// An IssueFilter selects issues. A zero field selects all.
type IssueFilter struct {
	Status      Status
	Level       *Level    // of the newest event
	Assignee    uuid.UUID // an account
	Environment string    // in which the issue was ever seen
	Release     string    // the same
	Text        string    // in the title or the culprit, ignoring the case of ASCII letters
	Tag         Tag       // on one of the newest MaxTagged events with it, of those since Window.Since
	Window      Window    // of the last event
}

// MaxTagged is how many events with a tag, the newest first, are searched for
// their issues: that bounds the work for a tag that every event has.
const MaxTagged = 1000

// An IssueQuery asks for a page of a project's issues.
type IssueQuery struct {
	IssueFilter
	PageRequest
	Sort IssueSort // empty: ByLastSeen
}

// IssueLister lists issues.
type IssueLister interface {
	// ListIssues lists a project's issues. Their places change as events arrive, but
	// the values sorted by only grow, except that an event which waited in a spool
	// may make FirstSeen earlier. So when sorted by last seen, events or users no
	// issue comes twice, and one that is skipped has moved in front of what was
	// read: it is on the first page, or near it, when that is read again. It fails
	// with Invalid if there is no such order.
	ListIssues(ctx context.Context, project ProjectID, q IssueQuery) (Page[Issue], error)
	// IssueFacts returns what an issue's page shows beside the issue.
	IssueFacts(ctx context.Context, project ProjectID, issue uuid.UUID) (IssueFacts, error)
}

// IssueFacts say where an issue occurred.
type IssueFacts struct {
	FirstRelease string // empty: its events named none
	LastRelease  string
	Environments []string // by name, at most a hundred
	Releases     []string // the same
	Tags         []TagBreakdown
	TagsOf       int // the number of events in Tags: the newest, at most MaxCounted
}

// MaxCounted is how many events are read, the newest first, to count something of
// which no count is kept.
const MaxCounted = 250

// A TagBreakdown counts the values of a tag, the most frequent first, at most
// ten.
type TagBreakdown struct {
	Key    string
	Values []ValueCount
}

// A ValueCount is the number of events with a value.
type ValueCount struct {
	Value  string
	Events int64
}
