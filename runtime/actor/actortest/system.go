package actortest

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// patience is how long a test waits for something that must happen. Only a
// failing test ever waits that long.
const patience = 20 * time.Second

// NewSystem starts a system that logs to the test's output and is stopped when
// the test ends. A process that does not exit when asked to fails the test.
func NewSystem(t testing.TB) *actor.System {
	sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})
	t.Cleanup(func() { stop(t, sys) })
	return sys
}

func stop(t testing.TB, sys *actor.System) {
	// Not the test's context: that has ended by now.
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := sys.Stop(ctx); err != nil {
		t.Errorf("the system did not stop: %v", err)
	}
	if n := sys.Count(); n != 0 {
		t.Errorf("%d processes are left in a system that has stopped", n)
	}
}

// Run runs f in virtual time (see testing/synctest) with its own system. The test
// fails if any process or goroutine is left at its end.
func Run(t *testing.T, f func(t *testing.T, sys *actor.System)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, NewSystem(t)) })
}
