package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// An EventSummary is an event in a list.
type EventSummary struct {
	ID         uuid.UUID
	IssueID    uuid.UUID
	Level      Level
	Message    string
	ReceivedAt time.Time
	Tags       map[string]string // with the environment and the release; see [Tag]
}

// Place is where the event stands in a list of the newest first.
func (e EventSummary) Place() Cursor { return Cursor{e.ReceivedAt.UnixMicro(), e.ID} }

// A StoredEvent is an event where it lies.
type StoredEvent struct {
	Event   *Event
	IssueID uuid.UUID
	// The neighbours in the issue by the time of receipt; Nil at its ends.
	NextID, PrevID uuid.UUID
}

// EventReader reads events. Their places never change, so that pages neither
// skip nor repeat any; what arrives between two pages is newer than either,
// but for what waited in a spool, which comes if its place was not yet reached.
type EventReader interface {
	// IssueEvents lists an issue's events, the newest first; at one moment, the
	// greatest ID first.
	IssueEvents(ctx context.Context, project ProjectID, issue uuid.UUID, page PageRequest) (Page[EventSummary], error)
	// TaggedEvents lists a project's events that have a tag, the newest first.
	TaggedEvents(ctx context.Context, project ProjectID, tag Tag, w Window, page PageRequest) (Page[EventSummary], error)
	// Event finds one by its id within the projects that the asker may see: ids
	// are the clients', and another's event may have the same. Of several it is
	// the newest. NotFound when there is none.
	Event(ctx context.Context, projects []ProjectID, id uuid.UUID) (StoredEvent, error)
}
