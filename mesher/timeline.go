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
	Tags       map[string]string // including the environment and the release; see [Tag]
}

// Place returns the event's place in a list of the newest first.
func (e EventSummary) Place() Cursor { return Cursor{e.ReceivedAt.UnixMicro(), e.ID} }

// A StoredEvent is an event with its issue and its neighbours there.
type StoredEvent struct {
	Event   *Event
	IssueID uuid.UUID
	// The neighbours in the issue by time of receipt; Nil at its ends.
	NextID, PrevID uuid.UUID
}

// EventReader reads events. Their places never change, so that pages neither skip
// nor repeat any. Events that arrive between two pages are newer than both,
// except those that waited in a spool, which are listed if their place was not
// yet reached.
type EventReader interface {
	// IssueEvents lists an issue's events, the newest first; of the same moment, the
	// greatest ID first.
	IssueEvents(ctx context.Context, project ProjectID, issue uuid.UUID, page PageRequest) (Page[EventSummary], error)
	// TaggedEvents lists a project's events that have a tag, the newest first.
	TaggedEvents(ctx context.Context, project ProjectID, tag Tag, w Window, page PageRequest) (Page[EventSummary], error)
	// Event finds an event by its id within the projects that the caller may see:
	// clients choose ids, and another project's event may have the same one. Of
	// several, it is the newest. NotFound if there is none.
	Event(ctx context.Context, projects []ProjectID, id uuid.UUID) (StoredEvent, error)
}
