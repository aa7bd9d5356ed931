package global_test

import (
	"context"
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
)

// An awaited name comes, once, and a wait that is given up leaves nothing.
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

// A process that exits loses its names, and its calls for names.
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

// A name is taken back by the node that gave it, and not before the call has
// returned.
func TestUnregister(t *testing.T) {
	l := newLab(t, "ab", global.Config{})
	l.connect("a", "b")
	l.settle()
	l.register("a", "x", 1)
	l.carry("ab", "ba") // held, and not yet noted by b
	l.events = nil
	l.unregister("a", "x")
	l.out(`a: reply 2: unregister "x": name is not registered`)
	l.settle()
	l.events = nil
	l.unregister("b", "x")
	l.out(`b: reply 3: name "x" is taken by <a#1/1>`)
	l.unregister("a", "x")
	l.settle()
	l.out("a: reply 4: <nil>", "a: x is nobody", "b: x is nobody")
}
