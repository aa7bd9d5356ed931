// Package actortest supports tests of processes.
//
// A [Probe] is a process that does what the test says: it sends, links, monitors
// and receives, one step after the other. The test checks the outcome on its own
// goroutine, where it may fail.
//
// [Run] gives a test virtual time and its own system, and fails the test if
// anything is left running at the end. In virtual time a timeout costs nothing,
// and [Probe.ExpectNothing] can tell that no message is on its way. Where time
// has to be real, [NewSystem] makes the same check for processes, and
// [Probe.ExpectNothingFrom] proves absence by order: any message would have come
// before the marker.
//
// Whatever the package makes belongs to the test, and is stopped when the test
// ends.
package actortest
