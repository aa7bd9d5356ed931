package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// The outcomes of events that are refused.
const (
	RefusedInvalid     Outcome = "invalid"
	RefusedTooLarge    Outcome = "too_large"
	RefusedLimited     Outcome = "limited"
	RefusedUnavailable Outcome = "unavailable" // our fault; the sender should send it again
)

// OutcomeOf returns the outcome of an event that was answered with err.
func OutcomeOf(err error) Outcome {
	switch KindOf(err) {
	case Limited:
		return RefusedLimited
	case TooLarge:
		return RefusedTooLarge
	case Internal, Unavailable:
		return RefusedUnavailable
	}
	return RefusedInvalid
}

// sdkReasons are the reasons that SDKs give for events they dropped themselves.
// Clients could make up others without end, and each takes space.
var sdkReasons = map[string]bool{
	"backpressure": true, "before_send": true, "buffer_overflow": true, "cache_overflow": true,
	"event_processor": true, "ignored": true, "insufficient_data": true, "internal_sdk_error": true,
	"network_error": true, "queue_overflow": true, "ratelimit_backoff": true, "sample_rate": true,
	"send_error": true,
}

// DroppedBySDK returns the outcome of events that an SDK dropped for this reason.
func DroppedBySDK(reason string) Outcome {
	if !sdkReasons[reason] {
		reason = "other"
	}
	return Outcome("sdk_" + reason)
}

// PassedOver returns the outcome of items that SDKs send beside events, of one of
// Sentry's categories, for which we have no use.
func PassedOver(category string) Outcome { return Outcome("item_" + category) }

// An OutcomeCount is the number of a project's events with an outcome, of those
// received in an hour.
type OutcomeCount struct {
	Project ProjectID
	Hour    time.Time // when it begins
	Outcome Outcome
	Events  int64
}

// A LedgerEntry identifies one addition to the ledger, so that a repeated one is
// recognised. A writer numbers its entries from 1, and writes one after the
// other.
type LedgerEntry struct {
	Writer uuid.UUID
	Number int64
}

// OutcomeLedger records the outcome of every event received. The number received
// is the sum over the outcomes, except those of SDKs and of items that are not
// events, which begin with sdk_ and item_. [EventWriter] counts stored events
// itself, as it stores them.
type OutcomeLedger interface {
	// AddOutcomes adds an entry's counts, all or none; negative counts subtract, as
	// when events leave the spool. After an error it may be repeated: an entry that
	// was added, although its answer was lost, is not added again.
	AddOutcomes(ctx context.Context, entry LedgerEntry, counts []OutcomeCount) error
	// Outcomes lists a project's counts of the hours that begin from since until
	// before until, by hour and outcome, without zeros. A killed program may not
	// have recorded that events entered the spool, and record later that they left
	// it: a count below zero counts as zero, too.
	Outcomes(ctx context.Context, project ProjectID, since, until time.Time) ([]OutcomeCount, error)
}
