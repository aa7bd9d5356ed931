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

// S56, the zombie: both register while they are parted; they meet again, and the
// winner unregisters while the loser's snapshot is still under way to a third.
func TestZombie(t *testing.T) {
	l := newLab(t, "abc", global.Config{})
	l.register("a", "x", 1)
	l.register("b", "x", 1)
	l.connect("a", "b")
	l.connect("b", "c")
	l.connect("a", "c")
	l.events = nil
	l.carry("ab", "ba") // b learns that it lost; a has heard of it
	l.out("b: b1 lost x to a1", "b: x is a1")
	l.unregister("a", "x")
	l.carry("bc") // what b said when it had the name
	l.finds("x", "a b1", "b a1", "c b1")
	l.settle()
	l.finds("x", "a nobody", "b nobody", "c nobody")
	for _, n := range []string{"a", "b", "c"} {
		l.left(n, 0)
	}
}

// S52: a and c do not see each other, but b sees both.
func TestCommonNeighbour(t *testing.T) {
	l := newLab(t, "abc", global.Config{})
	l.connect("a", "b")
	l.connect("b", "c")
	l.settle()
	l.register("a", "x", 1)
	l.settle()
	l.events = nil
	l.register("c", "x", 1)
	l.settle()
	l.out(`c: reply 2: name "x" is taken by <a#1/1>`)

	// While both only ask, the later one is refused for now, and is tried again,
	// since nobody else will tell it how that ended.
	l.register("a", "y", 1)
	l.carry("ab")
	l.register("c", "y", 1)
	l.carry("cb", "bc")
	l.out("c: timer 4")
	l.settle()
	l.events = nil
	l.apply("c", global.Ticked{ID: 4})
	l.settle()
	l.out(`c: reply 4: name "y" is taken by <a#1/1>`)
	l.finds("y", "a a1", "b a1", "c nobody")
}

// Who knows that another asks leaves it alone, until it has heard how that ends.
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

// Two who ask at once refuse each other; the one whose pause is shorter gets it.
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

// A node that connects meanwhile is asked too, and told what its snapshot lacks.
func TestJoinsMeanwhile(t *testing.T) {
	l := newLab(t, "abc", global.Config{})
	l.connect("a", "b")
	l.settle()
	l.register("c", "x", 1)
	l.register("a", "x", 1)
	l.events = nil
	l.connect("a", "c") // c has the name
	l.carry("ab", "ba")
	l.out() // all that were there agreed, but c was not asked yet
	l.settle()
	l.out(`a: x is c1`, `a: reply 2: name "x" is taken by <c#1/1>`)

	l.connect("b", "c")
	l.register("b", "y", 1) // after b's snapshot
	l.unregister("c", "x")  // after c's
	l.settle()
	l.finds("x", "a nobody", "b nobody", "c nobody")
	l.finds("y", "a b1", "b b1", "c b1")
}

// Pauses grow, up to a bound, and are what chance makes of them.
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

// An answer counts for what it answers: not for the same name claimed anew.
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

// A node that has seen little takes over the clock of who has seen more, be it
// with names or without.
func TestClocksMerge(t *testing.T) {
	l := newLab(t, "az", global.Config{})
	for range 5 {
		l.register("a", "busy", 1)
		l.unregister("a", "busy")
	}
	l.connect("a", "z")
	l.settle()
	l.disconnect("a", "z")
	l.register("a", "x", 1)
	l.register("z", "x", 1) // not at time 1
	l.events = nil
	l.connect("a", "z")
	l.settle()
	l.out("z: z1 lost x to a1", "z: x is a1")
}

// A claim grows with those who join: who was alone at first is no easy prey for
// whoever is alone later. That goes for a node whose own process has just lost too.
func TestViewGrows(t *testing.T) {
	l := newLab(t, "abcyz", global.Config{})
	l.register("z", "x", 1)
	l.connect("z", "y")
	l.settle()
	l.disconnect("z", "y")
	l.register("a", "x", 1) // as early, and of the better name
	l.events = nil
	l.connect("a", "z")
	l.settle()
	l.out("a: a1 lost x to z1", "a: x is z1") // 2 against 1; z has 3 now
	l.disconnect("a", "z")

	l.connect("a", "b")
	l.connect("a", "c")
	l.settle()
	l.register("a", "x", 1)
	l.settle()
	l.connect("a", "z")
	l.settle()
	l.finds("x", "a z1", "b nobody", "z z1") // 3 against 3, and earlier
}

// Both views grow while two claims meet: each owner has heard an old one of the
// other. The answers set that right.
func TestViewsGrowAsTheyMeet(t *testing.T) {
	l := newLab(t, "adex", global.Config{})
	l.register("a", "n", 1)
	l.register("x", "n", 1)
	for _, way := range []string{"ad", "ex"} {
		l.connect(way[:1], way[1:])
		l.carry(way, way[1:]+way[:1])
	}
	l.connect("a", "x") // both say that they have a view of 1
	l.events = nil
	l.carry("ex") // 2 for x
	l.carry("ax") // it stays, and says so
	l.carry("xa") // 1 against 1: a stays, and says so
	l.carry("da") // comes too late to count
	l.out()
	l.settle()
	l.finds("n", "a x1", "x x1", "d nobody", "e x1")
	l.out("a: a1 lost n to x1", "a: n is x1", "d: n is nobody")
}

// What was waited for comes, once, and a wait that is given up leaves nothing.
func TestWait(t *testing.T) {
	l := newLab(t, "ab", global.Config{})
	l.connect("a", "b")
	l.settle()
	l.apply("b", global.Wait{ID: 10, Name: "x"})
	l.apply("b", global.Wait{ID: 11, Name: "x"})
	l.apply("b", global.Wait{ID: 12, Name: "never"})
	l.apply("b", global.Cancel{ID: 11, Err: context.Canceled})
	l.apply("b", global.Cancel{ID: 12, Err: context.Canceled})
	l.out("b: reply 11: context canceled", "b: reply 12: context canceled")
	l.register("a", "x", 1)
	l.settle()
	l.out("a: x is a1", "b: x is a1", "b: reply 10: a1", "a: reply 1: <nil>")
	l.apply("b", global.Wait{ID: 13, Name: "x"})
	l.out("b: reply 13: a1")
	l.disconnect("a", "b")
	l.left("b", 0)
}

// A process that exits has no names, nor calls for any.
func TestExit(t *testing.T) {
	l := newLab(t, "ab", global.Config{})
	l.connect("a", "b")
	l.settle()
	l.register("a", "x", 1)
	l.register("a", "y", 1)
	l.settle()
	l.register("a", "z", 1)
	l.events = nil
	l.apply("a", global.Exited{PID: proc("a", 1)})
	l.settle()
	l.out(`a: reply 3: register "z": noproc`, "a: x is nobody", "a: y is nobody", "b: x is nobody", "b: y is nobody")
	l.left("a", 0)
	l.left("b", 0)
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

// left checks that a table keeps nothing but so many names of its own node.
func (l *lab) left(n string, names int) {
	l.t.Helper()
	known, loose := l.tables[n].Known(), l.tables[n].Loose()
	if want := 2 * names; known != names || loose > want {
		l.t.Errorf("%s keeps %d names and %d things besides, want %d and %d", n, known, loose, names, want)
	}
}
