package group_test

import (
	"cmp"
	"maps"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/group"
)

// book is a follower that records the members of each group.
type book map[string]map[actor.PID]bool

func (b book) tell(c group.Change) {
	if b[c.Group] == nil {
		b[c.Group] = make(map[actor.PID]bool)
	}
	for _, pid := range c.PIDs {
		if b[c.Group][pid] == !c.Left {
			panic("told what it knew")
		}
		b[c.Group][pid] = !c.Left
	}
}

func (b book) members(name string) []actor.PID {
	maps.DeleteFunc(b[name], func(_ actor.PID, in bool) bool { return !in })
	return slices.SortedFunc(maps.Keys(b[name]), byID)
}

func byID(a, b actor.PID) int { return cmp.Compare(a.ID(), b.ID()) }

// A follower knows what the scope knows, whenever it began, and is told nothing
// after it has stopped.
func TestFollow(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		scope, err := group.Start(t.Context(), sys)
		if err != nil {
			t.Fatal(err)
		}
		early, late, gone := book{}, book{}, book{}
		scope.Follow(early.tell)
		stop := scope.Follow(gone.tell)
		pids := spawn(sys, 3)
		for range 2 { // the second time changes nothing
			scope.Join("g", pids[0])
			scope.Join("g", pids[1])
			scope.Join("h", pids[1])
		}
		stop()
		scope.Follow(late.tell)
		scope.Join("h", pids[2])
		scope.Leave("g", pids[0])
		scope.Leave("g", pids[0])
		sys.Exit(pids[1], actor.Kill)
		synctest.Wait()
		for _, name := range []string{"g", "h"} {
			want := slices.SortedFunc(scope.Members(name), byID)
			for _, b := range []book{early, late} {
				if got := b.members(name); !slices.Equal(got, want) {
					t.Errorf("%q: told of %v, want %v", name, got, want)
				}
			}
		}
		if got := gone.members("g"); len(got) != 2 {
			t.Errorf("one that stopped was told of %v", got)
		}
	})
}
