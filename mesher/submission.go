package mesher

import (
	"net/netip"
	"time"

	"github.com/google/uuid"
)

// A Submission is one event as the server accepted it: its sender is authenticated,
// and its body has not been decoded.
type Submission struct {
	Project    Project
	Key        Key
	Format     Format     // of Body
	Body       []byte     // JSON, decompressed
	EventID    uuid.UUID  // if it was said outside the body, over which it wins
	SpareID    uuid.UUID  // its id if none was said; Nil: one is made when it is decoded
	SentAt     time.Time  // by the client's clock, as it sent; zero: not said
	ReceivedAt time.Time  // by ours, at the door
	ClientIP   netip.Addr // of whoever connected to us, or whom a trusted proxy named
}

// Format says how the body of a [Submission] is to be read.
type Format uint8

const (
	NativeFormat Format = iota // our own, of POST /api/v1/events
	SentryFormat               // that of Sentry SDKs
)
