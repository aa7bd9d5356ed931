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
	EventID    uuid.UUID  // if given outside the body, which it overrides
	SpareID    uuid.UUID  // its id if the client gave none; Nil: one is made when it is decoded
	SentAt     time.Time  // when it was sent, by the client's clock; zero: unknown
	ReceivedAt time.Time  // by the server's clock
	ClientIP   netip.Addr // of the client, or as named by a trusted proxy
}

// Format is the format of a [Submission]'s body.
type Format uint8

const (
	NativeFormat Format = iota // our own, for POST /api/v1/events
	SentryFormat               // that of Sentry's SDKs
)
