package global_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func claim(view int, time uint64, node string, incarnation, id uint64) global.Claim {
	return global.Claim{View: view, Time: time, PID: actor.NewPID(actor.Node{Name: node, Incarnation: incarnation}, id)}
}

// S51: each line beats those below, for a single reason.
var ranked = []global.Claim{
	claim(9, 7, "z", 9, 9), // the larger view
	claim(3, 1, "z", 9, 9), // the earlier time
	claim(3, 2, "a", 9, 9), // the node's name
	claim(3, 2, "b", 1, 9), // its incarnation
	claim(3, 2, "b", 2, 1), // the process
	claim(3, 2, "b", 2, 2),
}

func TestBetter(t *testing.T) {
	for i, a := range ranked {
		for j, b := range ranked {
			if got := a.Better(b); got != (i < j) {
				t.Errorf("claim %d better than %d: %v", i, j, got)
			}
		}
	}
}

// Three nodes part, and each registers the name. As they meet, a resolver keeps
// the one it wants, whichever way the claims come.
func TestResolver(t *testing.T) {
	for _, c := range []struct {
		name    string
		resolve global.Resolver
		want    string
	}{
		{"none", nil, "a1"},
		{"the one that is better anyway", func(a, b global.Claim) bool { return true }, "a1"},
		{"the greatest process", func(a, b global.Claim) bool { return a.PID.ID() > b.PID.ID() }, "b7"},
	} {
		for _, order := range [][]string{{"ab", "bc", "ac"}, {"ac", "ab", "bc"}, {"bc", "ac", "ab"}} {
			t.Run(fmt.Sprint(c.name, order), func(t *testing.T) {
				l := newLab(t, "abc", global.Config{Resolve: c.resolve})
				l.register("a", "x", 1)
				l.register("b", "x", 7)
				l.register("c", "x", 2)
				l.events = nil
				for _, way := range order {
					l.connect(way[:1], way[1:])
				}
				for _, way := range order {
					l.carry(way, way[1:]+way[:1])
				}
				l.settle()
				l.finds("x", "a "+c.want, "b "+c.want, "c "+c.want)
				lost := 0
				for _, e := range l.events {
					if slices.Contains([]string{"a: a1 lost", "b: b7 lost", "c: c2 lost"}, e[:min(len(e), 10)]) {
						lost++
					}
				}
				if lost != 2 {
					t.Errorf("%d were told, want the two that lost: %q", lost, l.events)
				}
			})
		}
	}
}
