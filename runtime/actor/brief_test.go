package actor_test

import (
	"maps"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// All processes and names can be iterated over, without allocations.
func TestBriefs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(t.Context())
		release := make(chan struct{})
		busy := sys.Spawn(func(p *actor.Process) error {
			p.Receive()
			<-release
			return nil
		}, actor.Named("busy"))
		idle := sys.SpawnHandler(sleeper{}, actor.Named("idle"), actor.Named("lazy"))
		for range 4 {
			sys.Send(busy, "work")
		}
		synctest.Wait()
		briefs := map[actor.PID]actor.Brief{}
		for b := range sys.Briefs() {
			briefs[b.PID] = b
		}
		if b := briefs[busy]; b.Kind != "func" || b.Received != 1 || b.Mailbox != 3 || b.Born != 1 {
			t.Errorf("busy: %+v", b)
		}
		if b := briefs[idle]; b.Kind != "actor_test.sleeper" || b.Mailbox != 0 || b.Born != 2 || len(briefs) != 2 {
			t.Errorf("idle: %+v, of %d", b, len(briefs))
		}
		if got, want := maps.Collect(sys.Names()), map[string]actor.PID{"busy": busy, "idle": idle, "lazy": idle}; !maps.Equal(got, want) {
			t.Errorf("names: %v", got)
		}
		allocs := testing.AllocsPerRun(10, func() {
			for b := range sys.Briefs() {
				_ = b
			}
		})
		if allocs > 2 { // the iterator's own
			t.Errorf("going through makes %v objects", allocs)
		}
		close(release)
	})
}

type sleeper struct{}

func (sleeper) Handle(*actor.Process, any) error { return nil }
