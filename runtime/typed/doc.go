// Package typed has the compiler check that a process understands what is sent
// to it.
//
// A [Ref] is a PID with a type: Ref[M] takes an M and nothing else. Where a
// process understands several messages, M is an interface that all of them have:
//
//	type Door interface{ door() } // what a door understands
//
//	type Open struct{}
//	type Close struct{ Softly bool }
//
//	func (Open) door()  {}
//	func (Close) door() {}
//
// [Spawn] makes a process of a function of M, and its Ref is true by
// construction:
//
//	front := typed.Spawn(sys, func(p *actor.Process, msg Door) error { ... })
//	front.Send(p, Close{Softly: true})
//	front.Send(p, "close") // does not compile
//
// Any other process gets its Ref from who knows what it understands, which is
// best the function that starts it: typed.Ref[Door]{PID: pid}. A conversion
// narrows one, for somebody who may close the door and no more:
// typed.Ref[Close](front).
//
// Servers are called, and each request says itself whom it asks, and for what:
//
//	type Visits struct{ typed.Asks[Door, int] }
//
//	n, err := typed.Call(ctx, p, revolving, Visits{}) // n is an int
//
// It is an option: a Ref is a PID at any time, costs what a PID costs, is
// comparable, and travels as one; and who has the PID sends it anything, as ever.
// Don't use it for a process that has to take what comes, such as the exits of
// others.
package typed
