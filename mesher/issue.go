package mesher

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// An Issue is what a team works on: all events that have one cause.
type Issue struct {
	ID         uuid.UUID
	ProjectID  ProjectID
	Number     int64 // counts within the project; see [Issue.ShortID]
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

// Status is where an issue stands.
type Status string

const (
	Unresolved Status = "unresolved"
	Resolved   Status = "resolved"
	Archived   Status = "archived"
	Discarded  Status = "discarded" // later events of it are not kept
)

// An Explanation says why events were grouped as they were, for people.
type Explanation struct {
	Variant string   `json:"variant"` // fingerprint, stack, exception, message or fallback
	Parts   []string `json:"parts"`   // what went into the hash, readable
}

// ShortID is how people name the issue: the project's slug and its number,
// such as SHOP-17.
func (i Issue) ShortID(slug string) string {
	return strings.ToUpper(slug) + "-" + itoa(i.Number)
}
