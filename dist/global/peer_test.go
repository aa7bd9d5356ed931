package global_test

import (
	"fmt"
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
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
	l.out() // the earlier peers agreed, but c was not asked yet
	l.carry("ca")
	l.out(`a: x is c1`, `a: reply 2: name "x" is taken by <c#1/1>`)
	l.settle()

	l.connect("b", "c")
	l.register("b", "y", 1) // after b's snapshot
	l.unregister("c", "x")  // after c's
	l.settle()
	l.finds("x", "a nobody", "b nobody", "c nobody")
	l.finds("y", "a b1", "b b1", "c b1")
}

// Two runs of a node are two peers, even if the end of the first is noticed after
// the second has come.
func TestRestartedPeer(t *testing.T) {
	l := newLab(t, "a", global.Config{})
	first, second := actor.Node{Name: "b", Incarnation: 1}, actor.Node{Name: "b", Incarnation: 2}
	for i, b := range []actor.Node{first, second} {
		l.apply("a", global.Connected{Peer: b})
		had := global.Claim{Name: fmt.Sprintf("run %d", i), PID: actor.NewPID(b, 1), Seq: 1, View: 1}
		l.apply("a", global.Heard{From: b, Message: global.Snapshot{Claims: []global.Claim{had}}})
	}
	l.out("a: run 0 is b1", "a: run 1 is b1")
	l.apply("a", global.Disconnected{Peer: first})
	l.out("a: run 0 is nobody")
}
