package group_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/group"
)

// run gives a test virtual time and a scope whose process runs.
func run(t *testing.T, f func(t *testing.T, sys *actor.System, scope *group.Scope)) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		scope, err := group.Start(t.Context(), sys)
		if err != nil {
			t.Fatal(err)
		}
		f(t, sys, scope)
	})
}

func expectMembers(t *testing.T, scope *group.Scope, name string, want ...actor.PID) {
	t.Helper()
	got := slices.Collect(scope.Members(name))
	for _, pid := range want {
		if !slices.Contains(got, pid) {
			t.Errorf("%v is not in %q: %v", pid, name, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%q has %d members, want %d: %v", name, len(got), len(want), got)
	}
}

// RT-14: joining twice is joining once.
func TestJoinAndLeave(t *testing.T) {
	run(t, func(t *testing.T, sys *actor.System, scope *group.Scope) {
		a, b := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
		expectMembers(t, scope, "g")
		scope.Leave("g", a.PID()) // never joined
		for range 2 {
			scope.Join("g", a.PID())
			scope.Join("g", b.PID())
		}
		scope.Join("h", b.PID())
		expectMembers(t, scope, "g", a.PID(), b.PID())

		scope.Leave("g", a.PID()) // once undoes any number of joins
		expectMembers(t, scope, "g", b.PID())
		scope.Leave("g", b.PID())
		expectMembers(t, scope, "g")
		expectMembers(t, scope, "h", b.PID())
		if got := slices.Collect(scope.Groups()); !slices.Equal(got, []string{"h"}) {
			t.Errorf("the groups are %q, want h alone", got)
		}
	})
}

// A caller that iterates over the members may change them meanwhile.
func TestMembersStandStill(t *testing.T) {
	run(t, func(t *testing.T, sys *actor.System, scope *group.Scope) {
		for range 3 {
			scope.Join("g", actortest.NewProbe(t, sys).PID())
		}
		n := 0
		for pid := range scope.Members("g") {
			scope.Leave("g", pid)
			scope.Join("g", actortest.NewProbe(t, sys).PID())
			n++
		}
		if n != 3 {
			t.Errorf("%d members, want the 3 there were", n)
		}
	})
}

// RT-14: membership ends with the process.
func TestMembershipEndsWithProcess(t *testing.T) {
	for name, end := range map[string]func(sys *actor.System, b *actortest.Probe){
		"normal": func(_ *actor.System, b *actortest.Probe) { b.Do(func(p *actor.Process) { p.Stop(nil) }) },
		"exit":   func(sys *actor.System, b *actortest.Probe) { sys.Exit(b.PID(), actor.Shutdown) },
		"kill":   func(sys *actor.System, b *actortest.Probe) { sys.Exit(b.PID(), actor.Kill) },
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(t *testing.T, sys *actor.System, scope *group.Scope) {
				a, b := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
				for _, g := range []string{"g", "h"} {
					scope.Join(g, a.PID())
					scope.Join(g, b.PID())
				}
				// Rejoining after the last leave must be watched anew.
				scope.Leave("g", b.PID())
				scope.Leave("h", b.PID())
				scope.Join("g", b.PID())
				end(sys, b)
				synctest.Wait()
				expectMembers(t, scope, "g", a.PID())
				expectMembers(t, scope, "h", a.PID())

				scope.Join("g", b.PID()) // too late
				synctest.Wait()
				expectMembers(t, scope, "g", a.PID())
			})
		})
	}
}

// RT-14: a broadcast reaches each member once, in its sender's order.
func TestBroadcast(t *testing.T) {
	run(t, func(t *testing.T, sys *actor.System, scope *group.Scope) {
		var probes []*actortest.Probe
		for range 3 {
			probes = append(probes, actortest.NewProbe(t, sys))
			scope.Join("g", probes[len(probes)-1].PID())
		}
		outsider := actortest.NewProbe(t, sys)
		from := probes[0]
		from.Do(func(p *actor.Process) {
			err := errors.Join(
				scope.Broadcast(p, "g", 1),
				p.Send(probes[1].PID(), 2),
				scope.BroadcastExcept(p, "g", p.Self(), 3),
				scope.Broadcast(p, "nobody's", 4))
			if err != nil {
				t.Error(err)
			}
		})
		for i, want := range [][]int{{1}, {1, 2, 3}, {1, 3}} {
			for _, n := range want {
				if got := actortest.Expect[int](probes[i]); got != n {
					t.Errorf("member %d received %d, want %d", i, got, n)
				}
			}
			probes[i].ExpectNothing()
		}
		outsider.ExpectNothing()
	})
}

// picky refuses to send to one process.
type picky struct {
	actor.Sender
	refused actor.PID
}

var errRefused = errors.New("refused")

func (s picky) Send(to actor.PID, msg any) error {
	if to == s.refused {
		return errRefused
	}
	return s.Sender.Send(to, msg)
}

func TestBroadcastReachesTheOthers(t *testing.T) {
	run(t, func(t *testing.T, sys *actor.System, scope *group.Scope) {
		full, other := actortest.NewProbe(t, sys), actortest.NewProbe(t, sys)
		scope.Join("g", full.PID())
		scope.Join("g", other.PID())
		err := scope.Broadcast(picky{sys, full.PID()}, "g", "news")
		if want := `broadcast to "g": 1 not sent: refused`; !errors.Is(err, errRefused) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		actortest.Expect[string](other)
	})
}
