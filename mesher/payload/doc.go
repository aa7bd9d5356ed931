// Package payload packs a whole event into one opaque value, as the databases, the
// spool and the quarantine keep it.
//
// # What it promises
//
// A payload unpacks to the event that was packed, in later versions of the
// program too: its first byte is the version of the form, and old forms stay
// readable. Nothing is packed that could not be unpacked again, and whatever the
// bytes are, unpacking needs a bounded amount of memory.
//
// Every event is packed on its way, so its JSON is written without reflection
// (writer.go). Tests compare that with encoding/json, byte for byte.
package payload
