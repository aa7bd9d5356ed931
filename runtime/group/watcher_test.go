package group_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/group"
)

// RT-14: processes that die while they and others put them into groups leave no member
// behind, whichever comes first.
func TestJoinRacesWithDeath(t *testing.T) {
	run(t, func(t *testing.T, sys *actor.System, scope *group.Scope) {
		var others sync.WaitGroup
		for i := range 300 {
			pid := sys.Spawn(func(p *actor.Process) error {
				scope.Join("own", p.Self())
				if i%3 > 0 {
					p.Receive()
				}
				return nil
			})
			reason := []error{actor.Shutdown, actor.Kill}[i%2]
			name := fmt.Sprint("shared", i%7)
			others.Go(func() {
				for range 3 {
					scope.Join(name, pid)
					scope.Leave("own", pid)
					scope.Join("all", pid)
					scope.Leave(name, pid)
				}
				scope.Join(name, pid)
			})
			others.Go(func() { sys.Exit(pid, reason) })
		}
		others.Wait()
		synctest.Wait()
		for name := range scope.Groups() {
			expectMembers(t, scope, name)
		}
	})
}

// The scope outlives its process, and misses nothing of the time without it.
func TestWatcherRestarts(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		scope := group.NewScope(sys)
		early := actortest.NewProbe(t, sys)
		scope.Join("g", early.PID())
		watcher := group.Run(scope)(sys)
		stays, dies, joins := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
		scope.Join("g", stays.PID())
		scope.Join("g", dies.PID())
		synctest.Wait()

		sys.Exit(watcher, actor.Kill)
		sys.Exit(dies.PID(), actor.Kill)
		scope.Join("g", joins.PID())
		synctest.Wait()
		expectMembers(t, scope, "g", early.PID(), stays.PID(), dies.PID(), joins.PID())

		group.Run(scope)(sys)
		synctest.Wait()
		expectMembers(t, scope, "g", early.PID(), stays.PID(), joins.PID())
		for _, b := range []*actortest.Probe{early, stays, joins} {
			sys.Exit(b.PID(), actor.Kill)
		}
		synctest.Wait()
		expectMembers(t, scope, "g")
	})
}
