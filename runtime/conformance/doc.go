// Package conformance is the contract of processes as a test suite, for any way
// of running them: two processes of one system, or of two connected nodes, keep
// the same promises.
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, conformance.Harness{Start: func(t *testing.T) (a, b *actor.System) {
//			sys := actortest.NewSystem(t)
//			return sys, sys
//		}})
//	}
//
// Every statement of the contract has a number, S1 and so on, and every proof is
// a sub-test that begins with it: read a file here to see what is promised, and
// run the suite to see whether it is kept. [Statements] lists them all, including
// those proved elsewhere: the supervisor's are in package supervisor, next to its
// code.
//
// The suite runs in virtual time (testing/synctest), so a harness must connect
// its systems within the program's memory; unless it brings its own way to tell
// that no message is under way, in which case time is real.
package conformance
