package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// An IsolatedEvent is one that the database refused, for a reason that is the
// event's, or our own with such events. Nothing of it is counted.
type IsolatedEvent struct {
	ID         uuid.UUID // of its place in the quarantine; later ones are greater
	IsolatedAt time.Time
	Reason     string
	Event      *Event
}

// Quarantine keeps events that can't be stored, where people see them.
type Quarantine interface {
	// Isolate keeps the event of a record apart, durably, with what was sent for
	// it. One that is there already stays as it is.
	Isolate(ctx context.Context, r Record, reason string) error
	// Isolated lists a project's events, the newest first: at most a hundred of
	// those that came before a given one, uuid.Max for the first page. It leaves
	// out what was sent for them.
	Isolated(ctx context.Context, project ProjectID, before uuid.UUID) ([]IsolatedEvent, error)
	// IsolatedEvent finds one; a NotFound error when there is none.
	IsolatedEvent(ctx context.Context, id uuid.UUID) (IsolatedEvent, error)
	// IsolatedAs finds one by the event's own id, within projects; of several it
	// is the newest. NotFound when there is none.
	IsolatedAs(ctx context.Context, projects []ProjectID, event uuid.UUID) (IsolatedEvent, error)
	// DeleteIsolated gives one up, or takes it out when it could be stored after
	// all. NotFound when there is no such event.
	DeleteIsolated(ctx context.Context, id uuid.UUID) error
}
