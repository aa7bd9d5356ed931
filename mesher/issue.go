package mesher

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// An Issue is what a team works on: all events with the same cause.
type Issue struct {
	ID         uuid.UUID
	ProjectID  ProjectID
	Number     int64 // numbers the issues of a project; see [Issue.ShortID]
	Title      string
	Culprit    string
	Level      Level // of the newest event
	Status     Status
	EventCount int64
	UserCount  int64
	FirstSeen  time.Time
	LastSeen   time.Time
	AssignedTo uuid.UUID // an account; Nil: nobody
	Regressed  bool      // resolved once, and seen again since
	Grouping   Explanation
}

// Status is the status of an issue.
type Status string

const (
	Unresolved Status = "unresolved"
	Resolved   Status = "resolved"
	Archived   Status = "archived"
	Discarded  Status = "discarded" // its later events are not kept
)

// An Explanation tells people why events were grouped as they were.
type Explanation struct {
	Variant string   `json:"variant"` // fingerprint, stack, exception, message or fallback
	Parts   []string `json:"parts"`   // what went into the hash, readable
}

// ShortID returns the name that people use for the issue: the project's slug and
// its number, such as SHOP-17.
func (i Issue) ShortID(slug string) string {
	return strings.ToUpper(slug) + "-" + itoa(i.Number)
}
