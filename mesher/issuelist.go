package mesher

import (
	"context"

	"github.com/google/uuid"
)

// A Tag is one that events carry. The environment and the release of an event
// count as its tags "environment" and "release", names that no tag can have.
type Tag struct{ Key, Value string }

// IssueSort is an order of issues: greatest first.
type IssueSort string

const (
	ByLastSeen  IssueSort = "last_seen"
	ByFirstSeen IssueSort = "first_seen"
	ByEvents    IssueSort = "events"
	ByUsers     IssueSort = "users"
)

// Place is where an issue stands in a list of this order.
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

// An IssueFilter picks issues. A zero field picks all.
type IssueFilter struct {
	Status      Status
	Level       *Level    // of the newest event
	Assignee    uuid.UUID // a user
	Environment string    // in which the issue was ever seen
	Release     string    // the same
	Text        string    // stands in the title or the culprit, in capitals or not (of the letters of ASCII)
	Tag         Tag       // on one of the newest MaxTagged events with it, of those since Window.Since
	Window      Window    // of the last event
}

// MaxTagged is among how many events with a tag, the newest first, its issues
// are looked for: that bounds the work for a tag that every event carries.
const MaxTagged = 1000

// An IssueQuery asks for a page of a project's issues.
type IssueQuery struct {
	IssueFilter
	PageRequest
	Sort IssueSort // empty: ByLastSeen
}

// IssueLister lists issues.
type IssueLister interface {
	// ListIssues lists a project's issues. Their places change as events arrive,
	// but all of these only grow, except that an event which waited in a spool
	// may make FirstSeen earlier. So in the orders of last seen, events and users
	// no issue comes twice, and one that is passed over has moved in front of
	// what was read: it is on the first page, or near, when that is read anew.
	// Invalid when the order is none.
	ListIssues(ctx context.Context, project ProjectID, q IssueQuery) (Page[Issue], error)
	// IssueFacts are what an issue's page shows beside the issue.
	IssueFacts(ctx context.Context, project ProjectID, issue uuid.UUID) (IssueFacts, error)
}

// IssueFacts say where an issue was met.
type IssueFacts struct {
	FirstRelease string // empty: events named none
	LastRelease  string
	Environments []string // by name, at most a hundred
	Releases     []string // the same
	Tags         []TagBreakdown
	TagsOf       int // events that Tags counts: the newest, at most MaxCounted
}

// MaxCounted is how many events are read, the newest first, to count what no
// count is kept of.
const MaxCounted = 250

// A TagBreakdown is how often the values of a tag came, the most frequent
// first, at most ten.
type TagBreakdown struct {
	Key    string
	Values []ValueCount
}

// A ValueCount is how many events had a value.
type ValueCount struct {
	Value  string
	Events int64
}
