package mesher

// FullEvent is for the tests outside this package: tests that also pack events
// are there, as package payload imports this one.
const FullEvent = fullEvent
