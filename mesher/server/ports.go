package server

import (
	"context"

	"github.com/mesh-actors/mesh/mesher"
)

// Intake takes events in.
type Intake interface {
	// Submit returns once the event is safe, or is known not to be kept, and
	// says which. Its errors are of the kinds Invalid, TooLarge, Limited,
	// Unavailable or Internal, and mean that nothing was kept.
	Submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error)
	// Count enters into the ledger what became of events that are not submitted.
	// It does not wait.
	Count(project mesher.ProjectID, outcome mesher.Outcome, events int)
}

// Keys knows who may send.
type Keys interface {
	// Authenticate finds the project that a key opens; an Unauthorized error
	// when it opens none.
	Authenticate(ctx context.Context, keyValue string) (mesher.Project, mesher.Key, error)
}

// Projects knows what is being watched.
type Projects interface {
	Projects(ctx context.Context) ([]mesher.Project, error)
	// Project finds one by its number or its slug; else a NotFound error.
	Project(ctx context.Context, ref string) (mesher.Project, error)
}
