package global_test

import (
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
)

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

	// While both only ask, the later one is refused for now, and retried, since no
	// other node will tell it the result.
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

// A claim grows with those who join: a node that was alone at first does not
// easily lose to one that is alone later. That also goes for a node whose own
// process has just lost.
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

// Both views grow while two claims meet: each owner has heard an old claim of the
// other. The answers correct that.
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

// A node that has seen little takes over the clock of one that has seen more,
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
