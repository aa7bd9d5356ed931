// Package storetest is the contract of a mesher.Store, as tests that any
// engine must pass:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) mesher.Store { return open(t) })
//	}
//
// It looks through the ports only. What needs a look at the files of an engine
// (kills, full disks, damage) is tested beside that engine.
package storetest
