// Package storetest is the contract of a mesher.Store, as tests that any engine
// must pass:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) mesher.Store { return open(t) })
//	}
//
// It uses only the ports. Tests that need an engine's files (kills, full disks,
// damage) are beside that engine.
package storetest
