package group

import (
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// The scope's process monitors each member once, however many groups it is in,
// and no others, so that processes that come and go leave nothing in it.
func TestWatchesMembersAlone(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		scope := NewScope(sys)
		w := &watcher{scope: scope, watched: make(map[actor.PID]actor.MonitorRef)}
		sys.SpawnHandler(w)
		a, b := actortest.NewProbe(t, sys).PID(), actortest.NewProbe(t, sys).PID()
		expect := func(want ...actor.PID) {
			t.Helper()
			synctest.Wait()
			for _, pid := range want {
				if _, ok := w.watched[pid]; !ok {
					t.Errorf("%v is not watched", pid)
				}
			}
			if len(w.watched) != len(want) {
				t.Errorf("%d are watched, want %d", len(w.watched), len(want))
			}
		}
		for range 100 {
			scope.Join("g", a)
			scope.Join("g", b)
			scope.Leave("g", b)
		}
		scope.Join("h", a)
		expect(a)
		scope.Leave("h", a)
		expect(a)
		scope.Leave("g", a)
		expect()
		scope.Join("g", a)
		expect(a)
		sys.Exit(a, actor.Kill)
		expect()
	})
}

// Two checks in a row, as when a member left and joined meanwhile, are one
// monitor.
func TestWatchesOnce(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		scope := NewScope(sys)
		w := &watcher{scope: scope, watched: make(map[actor.PID]actor.MonitorRef)}
		member := actortest.NewProbe(t, sys).PID()
		scope.Join("g", member)
		actortest.NewProbe(t, sys).Do(func(p *actor.Process) {
			w.look(p, member)
			first := w.watched[member]
			w.look(p, member)
			if w.watched[member] != first {
				t.Error("the member was monitored again")
			}
		})
	})
}
