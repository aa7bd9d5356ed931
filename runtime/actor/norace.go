//go:build !race

package actor

// raceDetector has what a seat hands over be ordered by an atomic operation as
// well. That a Signal comes before the end of the Wait it wakes is a promise of
// package sync that the detector does not know of.
const raceDetector = false
