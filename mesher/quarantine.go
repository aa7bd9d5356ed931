package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// An IsolatedEvent is an event that the database refused, because of the event or
// of a fault of ours with such events. Nothing of it is counted.
type IsolatedEvent struct {
	ID         uuid.UUID // of its place in the quarantine; later ones are greater
	IsolatedAt time.Time
	Reason     string
	Event      *Event
}

// Quarantine stores events that the database refuses, for people to see.
type Quarantine interface {
	// Isolate durably stores a record's event apart, with what was sent for it. One
	// that is there already stays as it is.
	Isolate(ctx context.Context, r Record, reason string) error
	// Isolated lists a project's events, the newest first: at most a hundred of
	// those before a given one, uuid.Max for the first page. It leaves out what was
	// sent for them.
	Isolated(ctx context.Context, project ProjectID, before uuid.UUID) ([]IsolatedEvent, error)
	// IsolatedEvent finds one by its ID; NotFound if there is none.
	IsolatedEvent(ctx context.Context, id uuid.UUID) (IsolatedEvent, error)
	// IsolatedAs finds one by the event's own id, within projects; of several, the
	// newest. NotFound if there is none.
	IsolatedAs(ctx context.Context, projects []ProjectID, event uuid.UUID) (IsolatedEvent, error)
	// DeleteIsolated discards one, or removes it once it was stored after all.
	// NotFound if there is none.
	DeleteIsolated(ctx context.Context, id uuid.UUID) error
}
