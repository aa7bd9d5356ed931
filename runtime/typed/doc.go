// Package typed lets the compiler check that a process understands what is sent
// to it.
//
// A [Ref] is a PID with a type: Ref[M] accepts an M and nothing else. If a
// process understands several messages, M is an interface that all of them
// implement:
//
//	type Door interface{ door() } // what a door understands
//
//	type Open struct{}
//	type Close struct{ Softly bool }
//
//	func (Open) door()  {}
//	func (Close) door() {}
//
// [Spawn] makes a process from a function of M, and its Ref is correct by
// construction:
//
//	front := typed.Spawn(sys, func(p *actor.Process, msg Door) error { ... })
//	front.Send(p, Close{Softly: true})
//	front.Send(p, "close") // does not compile
//
// For any other process, the code that knows what it understands makes the Ref,
// best the function that starts it: typed.Ref[Door]{PID: pid}. A conversion
// narrows a Ref, for code that may close the door and do no more:
// typed.Ref[Close](front).
//
// Servers are called, and the type of each request says which processes it asks,
// and for what:
//
//	type Visits struct{ typed.Asks[Door, int] }
//
//	n, err := typed.Call(ctx, p, revolving, Visits{}) // n is an int
//
// The package is optional: a Ref is a PID at any time, costs what a PID costs, is
// comparable, and travels as one. Code that has the PID can still send it
// anything. Don't use a Ref for a process that must handle arbitrary messages,
// such as exits of others.
package typed
