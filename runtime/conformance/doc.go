// Package conformance is the contract of processes as a suite that any way of
// running them can be held to: two processes of one system, or of two connected
// nodes, keep the same promises.
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, conformance.Harness{Start: func(t *testing.T) (a, b *actor.System) {
//			sys := actortest.NewSystem(t)
//			return sys, sys
//		}})
//	}
//
// Every statement of the contract has a number, S1 and so on, and every proof is
// a sub-test that begins with it: read a file here for what is promised, and run
// the suite for whether it is kept. [Statements] lists all of them, also those
// that are proved elsewhere: the supervisor's are in package supervisor, next to
// what they are about.
//
// The suite runs in virtual time (testing/synctest), so what a harness connects
// its systems by has to stay within the program's memory; unless it brings its own
// way to tell that nothing is under way, and then time is real.
package conformance
