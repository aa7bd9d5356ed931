package actor_test

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A wait whose time is up as it begins ends too: the timekeeper may look before
// the process has sat down.
func TestShortWaits(t *testing.T) {
	sys := actor.NewSystem(actor.Config{})
	waits := 10_000 * scale(t)
	pid := sys.Spawn(func(p *actor.Process) error {
		for i := range waits {
			if msg, ok := p.ReceiveTimeout(time.Duration(i % 3000)); ok {
				t.Errorf("it got %v", msg)
			}
		}
		return nil
	})
	if reason, err := sys.Wait(t.Context(), pid); err != nil || reason != actor.Normal {
		t.Error(reason, err)
	}
}
