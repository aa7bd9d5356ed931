package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Alerts holds rules, what they made, and who has yet to be told. What is asked
// for and isn't there is a NotFound error.
type Alerts interface {
	RuleStore
	AlertStore
	DeliveryStore
}

// RuleStore holds alert rules, as [Rule.Checked] gives them.
type RuleStore interface {
	// CreateRule adds a rule. Conflict when its project has MaxRules.
	CreateRule(ctx context.Context, r Rule) error
	// SaveRule replaces what people set of a rule. It stays in its project, and
	// when it last fired is not theirs to say.
	SaveRule(ctx context.Context, r Rule) error
	// DeleteRule removes a rule. Its alerts stay; what was not delivered of them
	// will not be.
	DeleteRule(ctx context.Context, id uuid.UUID) error
	Rule(ctx context.Context, id uuid.UUID) (Rule, error)
	// Rules lists a project's, the oldest first.
	Rules(ctx context.Context, project ProjectID) ([]Rule, error)
	// EnabledRules lists those of all projects.
	EnabledRules(ctx context.Context) ([]Rule, error)
}

// AlertStore holds alerts.
type AlertStore interface {
	// Fire asks judge what a rule makes of something, given the rule as it is, and
	// keeps that alert with a first delivery, and when the rule fired, as one
	// step: of several who do so at once each judges what the one before left.
	// The alert needs an ID. False when judge makes none, when there is one of the
	// same cause, and when the rule is gone. judge may be asked again.
	Fire(ctx context.Context, rule uuid.UUID, judge func(Rule) (Alert, bool)) (bool, error)
	// CountEvents is how many events a project has in a window of whole minutes
	// of the last day.
	CountEvents(ctx context.Context, project ProjectID, w Window) (int64, error)

	Alert(ctx context.Context, id uuid.UUID) (Alert, error)
	// Alerts lists a project's newest hundred with a status, or with any, the
	// newest first.
	Alerts(ctx context.Context, project ProjectID, status AlertStatus) ([]Alert, error)
	// MoveAlert changes an alert's status as [Alert.Moved] says.
	MoveAlert(ctx context.Context, id uuid.UUID, to AlertStatus, at time.Time) error
	// ForgetAlerts removes alerts that are older than a moment.
	ForgetAlerts(ctx context.Context, before time.Time) error
}

// A DueDelivery is one that somebody has taken to try it.
type DueDelivery struct {
	Delivery        // with this attempt counted
	Alert    Alert  // without its deliveries
	Action   Action // of its rule as it is; none when the rule is gone
}

// DeliveryStore holds who has yet to be told.
type DeliveryStore interface {
	// TakeDeliveries returns deliveries that are due and that nobody else has,
	// the longest due first, at most limit. The caller has them to himself until
	// a time; what he did not save by then is there for others.
	TakeDeliveries(ctx context.Context, limit int, now, until time.Time) ([]DueDelivery, error)
	// SaveDelivery keeps how an attempt ended. NotFound when the delivery is not
	// there any more, or others have it by now: how it ended with them counts.
	SaveDelivery(ctx context.Context, d Delivery) error
}
