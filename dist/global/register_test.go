package global_test

import (
	"context"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/global"
)

func TestAlone(t *testing.T) {
	l := newLab(t, "a", global.Config{})
	l.register("a", "x", 1)
	l.out("a: x is a1", "a: reply 1: <nil>")
	l.register("a", "x", 2)
	l.out(`a: reply 2: name "x" is taken by <a#1/1>`)
	l.unregister("a", "x")
	l.out("a: reply 3: <nil>", "a: x is nobody")
	l.unregister("a", "x")
	l.out(`a: reply 4: unregister "x": name is not registered`)
	l.left("a", 0)
}

// A name is found nowhere before all have agreed to it, and everywhere when the
// call returns.
func TestTwoRounds(t *testing.T) {
	l := newLab(t, "abc", global.Config{})
	l.connect("a", "b")
	l.connect("a", "c")
	l.settle()
	l.register("a", "x", 1)
	l.carry("ab", "ac", "ba")
	l.finds("x", "a nobody", "b nobody", "c nobody")
	l.out()
	l.carry("ca")
	l.out("a: x is a1")
	l.carry("ab", "ba", "ac")
	l.finds("x", "a a1", "b a1", "c a1")
	l.out("b: x is a1", "c: x is a1")
	l.carry("ca")
	l.out("a: reply 1: <nil>")
}

// A node that knows of another's attempt leaves it alone, until it has heard the
// result.
func TestWaitsForWhoAsks(t *testing.T) {
	l := newLab(t, "ab", global.Config{})
	l.connect("a", "b")
	l.settle()
	l.register("a", "x", 1)
	l.carry("ab")
	l.register("b", "x", 1)
	if len(l.pipes["ba"]) != 1 { // the answer
		t.Errorf("b says %+v", l.pipes["ba"])
	}
	l.apply("a", global.Cancel{ID: 1, Err: context.Canceled})
	l.settle()
	l.out("a: reply 1: context canceled", "b: timer 2")
	l.apply("b", global.Ticked{ID: 2})
	l.settle()
	l.out("b: x is b1", "a: x is b1", "b: reply 2: <nil>")
}

// Two nodes that ask at once refuse each other; the one whose pause is shorter
// gets the name.
func TestRace(t *testing.T) {
	l := newLab(t, "ab", global.Config{})
	l.connect("a", "b")
	l.settle()
	l.register("a", "x", 1)
	l.register("b", "x", 1)
	l.settle()
	l.out("b: timer 2", "a: timer 1")
	l.apply("b", global.Ticked{ID: 2})
	l.settle()
	l.out("b: x is b1", "a: x is b1", `a: reply 1: name "x" is taken by <b#1/1>`, "b: reply 2: <nil>")
	l.apply("a", global.Ticked{ID: 1}) // came too late
	l.out()
}

// Pauses grow, up to a bound, and are random.
func TestPauses(t *testing.T) {
	for _, c := range []struct {
		chance func(n int64) int64
		want   []time.Duration
	}{
		{func(n int64) int64 { return n - 1 }, []time.Duration{10, 20, 40, 50, 50}},
		{func(n int64) int64 { return n/2 - 1 }, []time.Duration{5, 10, 20, 25, 25}},
	} {
		table := global.New(global.Config{Self: at("a"), Jitter: c.chance, Backoff: 10, MaxBackoff: 50})
		table.Apply(global.Connected{Peer: at("b")})
		table.Apply(global.Heard{From: at("b"), Message: global.Snapshot{}})
		effects := table.Apply(global.Register{ID: 1, Name: "x", PID: proc("a", 1)})
		for _, want := range c.want {
			asked := effects[0].(global.Send).Message.(global.Claim)
			rival := global.Claim{Name: "x", PID: proc("c", 1)}
			effects = table.Apply(global.Heard{From: at("b"), Message: global.Answer{Name: "x", Seq: asked.Seq, Rival: rival}})
			if got := effects[len(effects)-1]; got != (global.Timer{ID: 1, After: want}) {
				t.Errorf("got %+v, want a pause of %v", got, want)
			}
			effects = table.Apply(global.Ticked{ID: 1})
		}
	}
}

// An answer counts only for its own request: not for a later claim to the same
// name.
func TestLateAnswer(t *testing.T) {
	l := newLab(t, "ab", global.Config{})
	l.connect("a", "b")
	l.settle()
	l.register("a", "x", 1)
	l.apply("a", global.Cancel{ID: 1, Err: context.Canceled})
	l.register("a", "x", 2)
	l.events = nil
	l.carry("ab", "ba") // yes to the first
	l.out()
	l.finds("x", "a nobody")
	l.settle()
	l.finds("x", "a a2", "b a2")
}

func TestRefusedAtOnce(t *testing.T) {
	l := newLab(t, "a", global.Config{MaxNames: 1})
	l.register("a", "", 1)
	l.register("a", string(make([]byte, global.MaxName+1)), 1)
	l.apply("a", global.Register{ID: 3, Name: "x", PID: proc("b", 1)})
	if len(l.events) != 3 {
		t.Errorf("got %q", l.events)
	}
	l.left("a", 0)
	l.register("a", "x", 1)
	l.events = nil
	l.register("a", "y", 1)
	l.out(`a: reply 4: register "y": this node has as many global names as it may`)
	l.left("a", 1)
}
