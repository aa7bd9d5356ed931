package server

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Intake takes events in.
type Intake interface {
	// Submit returns once the event is safe, or is known not to be kept, and says
	// which. Its errors are of the kinds Invalid, TooLarge, Limited, Unavailable or
	// Internal, and mean that nothing was kept.
	Submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error)
	// Count records in the ledger what became of events that are not submitted. It
	// does not wait.
	Count(project mesher.ProjectID, outcome mesher.Outcome, events int)
	// Retry stores an event from the quarantine and removes it there; NotFound if it
	// is not there.
	Retry(ctx context.Context, isolated uuid.UUID) (mesher.Receipt, error)
}

// Keys authenticates senders.
type Keys interface {
	// Authenticate finds the project that a key belongs to; an Unauthorized error if
	// there is none.
	Authenticate(ctx context.Context, keyValue string) (mesher.Project, mesher.Key, error)
}

// Store is what is read, and what people change; see the domain's ports.
type Store interface {
	mesher.Accounts
	mesher.IssueReader
	mesher.IssueLister
	mesher.Lifecycle
	mesher.EventReader
	mesher.EventSearcher
	mesher.Dashboard
	mesher.Quarantine
	mesher.OutcomeLedger
	mesher.RuleStore
	mesher.AlertStore

	// Project finds a project by its number or its slug; else a NotFound error.
	Project(ctx context.Context, ref string) (mesher.Project, error)
	// Key finds a key by its id; else a NotFound error.
	Key(ctx context.Context, id uuid.UUID) (mesher.Key, error)
	KeysOf(ctx context.Context, project mesher.ProjectID) ([]mesher.Key, error)
}

// Admin manages projects and their keys; see [mesher.ProjectStore]. Its changes
// take effect at once.
type Admin interface {
	CreateProject(ctx context.Context, p mesher.Project) (mesher.Project, error)
	SaveSettings(ctx context.Context, project mesher.ProjectID, s mesher.Settings) error
	DeleteProject(ctx context.Context, project mesher.ProjectID) error
	CreateKey(ctx context.Context, project mesher.ProjectID, label string) (mesher.Key, error)
	RevokeKey(ctx context.Context, id uuid.UUID) error
}
