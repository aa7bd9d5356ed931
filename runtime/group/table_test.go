package group

import (
	"maps"
	"slices"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
	"pgregory.net/rapid"
)

var node = actor.Node{Name: "test", Incarnation: 1}

func pid(n int) actor.PID { return actor.NewPID(node, uint64(n)) }

// After any history a table agrees with plain sets, in both directions, and what
// it once returned stays as it was.
func TestTableIsSets(t *testing.T) {
	type view struct{ shown, was []actor.PID }
	rapid.Check(t, func(t *rapid.T) {
		table, model := newTable(), map[string]map[actor.PID]bool{}
		for _, name := range []string{"a", "b", "c"} {
			model[name] = map[actor.PID]bool{}
		}
		groupsOf := func(p actor.PID) (n int) {
			for _, members := range model {
				if members[p] {
					n++
				}
			}
			return n
		}
		var views []view
		name, who := rapid.SampledFrom([]string{"a", "b", "c"}), rapid.IntRange(1, 6)
		t.Repeat(map[string]func(*rapid.T){
			"join": func(t *rapid.T) {
				g, p := name.Draw(t, "group"), pid(who.Draw(t, "pid"))
				want := groupsOf(p) == 0
				model[g][p] = true
				if _, first := table.join(g, p); first != want {
					t.Fatalf("join: first = %v, want %v", first, want)
				}
			},
			"leave": func(t *rapid.T) {
				g, p := name.Draw(t, "group"), pid(who.Draw(t, "pid"))
				want := model[g][p] && groupsOf(p) == 1
				delete(model[g], p)
				if _, last := table.leave(g, p); last != want {
					t.Fatalf("leave: last = %v, want %v", last, want)
				}
			},
			"forget": func(t *rapid.T) {
				p := pid(who.Draw(t, "pid"))
				for _, members := range model {
					delete(members, p)
				}
				table.forget(p)
			},
			"show": func(t *rapid.T) {
				shown := table.show(name.Draw(t, "group"))
				views = append(views, view{shown, slices.Clone(shown)})
			},
			"": func(t *rapid.T) {
				for name, want := range model {
					var got []actor.PID
					if r := table.groups[name]; r != nil {
						got = r.members
						if len(got) == 0 {
							t.Fatalf("the empty group %q is kept", name)
						}
					}
					if len(got) != len(want) || !maps.Equal(set(got), want) {
						t.Fatalf("%q is %v, want %v", name, got, want)
					}
				}
				for p, rosters := range table.joined {
					if n := groupsOf(p); n == 0 || n != len(rosters) {
						t.Fatalf("%v is in %d groups, listed for %d", p, n, len(rosters))
					}
				}
				for _, v := range views {
					if !slices.Equal(v.shown, v.was) {
						t.Fatalf("shown %v became %v", v.was, v.shown)
					}
				}
			},
		})
	})
}

func set(pids []actor.PID) map[actor.PID]bool {
	s := map[actor.PID]bool{}
	for _, p := range pids {
		s[p] = true
	}
	return s
}

// Many that leave between two reads cost one copy.
func TestTableCopiesOnce(t *testing.T) {
	table := newTable()
	for n := range 100 {
		table.join("g", pid(n+1))
	}
	table.show("g")
	table.leave("g", pid(1))
	backing := &table.groups["g"].members[0]
	for n := 2; n < 50; n++ {
		table.leave("g", pid(n))
	}
	if &table.groups["g"].members[0] != backing {
		t.Error("copied again, though nobody had looked since")
	}
	table.show("g")
	table.join("g", pid(1))
	if &table.groups["g"].members[0] != backing {
		t.Error("joining copied")
	}
}
