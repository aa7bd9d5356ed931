package global_test

import (
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
)

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
