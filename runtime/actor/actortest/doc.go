// Package actortest is for tests of processes.
//
// A [Probe] is a process that does what the test says: it sends, links, monitors
// and receives, one step after the other, and the test looks at the outcome from
// its own goroutine, where it may fail.
//
// [Run] gives a test virtual time and a system of its own, and fails it if
// anything is left running at the end. There a timeout costs no time, and
// [Probe.ExpectNothing] can tell that nothing is on its way. Where time has to be
// real, [NewSystem] checks the same for processes, and
// [Probe.ExpectNothingFrom] proves absence by order: what would have come would
// have come before the marker.
//
// What is made here belongs to the test: it is stopped when the test ends.
package actortest
