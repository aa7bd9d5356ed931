package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// What becomes of events that are refused.
const (
	RefusedInvalid     Outcome = "invalid"
	RefusedTooLarge    Outcome = "too_large"
	RefusedLimited     Outcome = "limited"
	RefusedUnavailable Outcome = "unavailable" // for reasons of ours; the sender is to come again
)

// OutcomeOf is what became of an event that was answered with err.
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

// sdkReasons are those by which SDKs say that they dropped events themselves.
// Clients could make up others without end, and each takes room.
var sdkReasons = map[string]bool{
	"backpressure": true, "before_send": true, "buffer_overflow": true, "cache_overflow": true,
	"event_processor": true, "ignored": true, "insufficient_data": true, "internal_sdk_error": true,
	"network_error": true, "queue_overflow": true, "ratelimit_backoff": true, "sample_rate": true,
	"send_error": true,
}

// DroppedBySDK is the outcome of events that never reached us, as an SDK says.
func DroppedBySDK(reason string) Outcome {
	if !sdkReasons[reason] {
		reason = "other"
	}
	return Outcome("sdk_" + reason)
}

// PassedOver is the outcome of what SDKs send beside events, of a category of
// Sentry's: we have no use for it.
func PassedOver(category string) Outcome { return Outcome("item_" + category) }

// An OutcomeCount is how many events of a project met an outcome, of those that
// came in an hour.
type OutcomeCount struct {
	Project ProjectID
	Hour    time.Time // when it begins
	Outcome Outcome
	Events  int64
}

// A LedgerEntry tells one addition to the ledger from its repetitions. A writer
// numbers its entries from 1, and writes one after the other.
type LedgerEntry struct {
	Writer uuid.UUID
	Number int64
}

// OutcomeLedger says of every event that came what became of it. What was
// received is the sum over the outcomes, but for those of SDKs and of what is no
// event, which begin with sdk_ and item_. What is stored [EventWriter] counts
// itself, as it stores it.
type OutcomeLedger interface {
	// AddOutcomes adds an entry's counts, all or none, or takes from them: as
	// events leave the spool. After an error it may be repeated: an entry that was
	// added, although its answer was lost, is not added again.
	AddOutcomes(ctx context.Context, entry LedgerEntry, counts []OutcomeCount) error
	// Outcomes lists a project's counts of the hours that begin from since until
	// before until, by hour and outcome, and leaves out those of zero. A program
	// that is killed may not have said yet that events entered the spool, and says
	// later that they left: what is less than nothing counts as nothing, too.
	Outcomes(ctx context.Context, project ProjectID, since, until time.Time) ([]OutcomeCount, error)
}
