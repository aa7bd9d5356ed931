package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Store is an engine under test: the domain's ports, and what people do to
// projects, keys and issues, by which the suite sets its scenes.
type Store interface {
	mesher.Store
	CreateProject(ctx context.Context, p mesher.Project) (mesher.Project, error)
	CreateKey(ctx context.Context, project mesher.ProjectID, label string) (mesher.Key, error)
	RevokeKey(ctx context.Context, id uuid.UUID) error
	SetStatus(ctx context.Context, issue uuid.UUID, status mesher.Status, at time.Time) error
}

// Run tests the engine. open returns an empty store of its own to each test,
// and closes it in the test's cleanup.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, area := range []struct {
		name  string
		tests map[string]func(*scene)
	}{
		{"Events", eventTests},
		{"Identity", identityTests},
		{"Counts", countTests},
		{"Status", statusTests},
		{"Issues", issueTests},
		{"Projects", projectTests},
		{"Concurrency", concurrencyTests},
		{"Contexts", contextTests},
	} {
		for name, test := range area.tests {
			t.Run(area.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				test(newScene(t, open(t)))
			})
		}
	}
}
