package group_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/group"
)

// silent takes everything and does nothing.
type silent struct{}

func (silent) Handle(*actor.Process, any) error { return nil }

func spawn(sys *actor.System, n int) []actor.PID {
	pids := make([]actor.PID, n)
	for i := range pids {
		pids[i] = sys.SpawnHandler(silent{})
	}
	return pids
}

func start(b *testing.B) (*actor.System, *group.Scope) {
	sys := actortest.NewSystem(b)
	scope, err := group.Start(b.Context(), sys)
	if err != nil {
		b.Fatal(err)
	}
	return sys, scope
}

// A hundred thousand memberships, spread in different ways; ns/membership is to
// be about the same.
func BenchmarkJoin(b *testing.B) {
	const memberships = 100_000
	for _, groups := range []int{1, 1_000, 10_000} {
		b.Run(fmt.Sprintf("groups=%d", groups), func(b *testing.B) {
			sys, scope := start(b)
			names := make([]string, groups)
			for i := range names {
				names[i] = "group " + strconv.Itoa(i)
			}
			pids := spawn(sys, memberships)
			b.ReportAllocs()
			for b.Loop() {
				for i, pid := range pids {
					scope.Join(names[i%groups], pid)
				}
				for i, pid := range pids {
					scope.Leave(names[i%groups], pid)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*memberships), "ns/membership")
		})
	}
}

func BenchmarkBroadcast(b *testing.B) {
	for _, members := range []int{0, 10, 1_000} {
		b.Run(fmt.Sprintf("members=%d", members), func(b *testing.B) {
			sys, scope := start(b)
			for _, pid := range spawn(sys, members) {
				scope.Join("g", pid)
			}
			msg := new(int)
			b.ReportAllocs()
			for b.Loop() {
				if err := scope.Broadcast(sys, "g", msg); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMembers(b *testing.B) {
	sys, scope := start(b)
	for _, pid := range spawn(sys, 1_000) {
		scope.Join("g", pid)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for range scope.Members("g") {
			n++
		}
	}
	if n != b.N*1_000 {
		b.Errorf("saw %d members in %d looks", n, b.N)
	}
}
