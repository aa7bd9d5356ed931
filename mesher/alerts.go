package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Alerts stores rules, their alerts, and the deliveries. If something requested
// does not exist, the error is NotFound.
type Alerts interface {
	RuleStore
	AlertStore
	DeliveryStore
}

// RuleStore stores alert rules in the form that [Rule.Checked] returns.
type RuleStore interface {
	// CreateRule adds a rule. It fails with Conflict if its project has MaxRules.
	CreateRule(ctx context.Context, r Rule) error
	// SaveRule replaces what people set in a rule. Its project and when it last
	// fired do not change.
	SaveRule(ctx context.Context, r Rule) error
	// DeleteRule removes a rule. Its alerts stay; those not delivered yet never will
	// be.
	DeleteRule(ctx context.Context, id uuid.UUID) error
	Rule(ctx context.Context, id uuid.UUID) (Rule, error)
	// Rules lists a project's rules, the oldest first.
	Rules(ctx context.Context, project ProjectID) ([]Rule, error)
	// EnabledRules lists the enabled rules of all projects.
	EnabledRules(ctx context.Context) ([]Rule, error)
}

// AlertStore stores alerts.
type AlertStore interface {
	// Fire calls judge with the rule as it is stored, and in one step stores the
	// alert that judge returns, a first delivery, and when the rule fired: of
	// several concurrent calls each judges the result of the one before. The alert
	// needs an ID. Fire reports false if judge makes no alert, if there is one with
	// the same cause, or if the rule is gone. judge may be called again.
	Fire(ctx context.Context, rule uuid.UUID, judge func(Rule) (Alert, bool)) (bool, error)
	// CountEvents returns a project's number of events in a window of whole minutes
	// of the last day.
	CountEvents(ctx context.Context, project ProjectID, w Window) (int64, error)

	Alert(ctx context.Context, id uuid.UUID) (Alert, error)
	// Alerts lists a project's newest hundred alerts with a status, or with any, the
	// newest first.
	Alerts(ctx context.Context, project ProjectID, status AlertStatus) ([]Alert, error)
	// MoveAlert changes an alert's status; see [Alert.Moved].
	MoveAlert(ctx context.Context, id uuid.UUID, to AlertStatus, at time.Time) error
	// ForgetAlerts removes alerts older than a moment.
	ForgetAlerts(ctx context.Context, before time.Time) error
}

// A DueDelivery is a delivery that a caller has taken, to try it.
type DueDelivery struct {
	Delivery        // including this attempt
	Alert    Alert  // without its deliveries
	Action   Action // of its rule as it is now; none if the rule is gone
}

// DeliveryStore stores deliveries.
type DeliveryStore interface {
	// TakeDeliveries returns at most limit deliveries that are due and that no other
	// caller has, the longest due first. They belong to the caller until a time;
	// those it has not saved by then others may take.
	TakeDeliveries(ctx context.Context, limit int, now, until time.Time) ([]DueDelivery, error)
	// SaveDelivery stores how an attempt ended. It fails with NotFound if the
	// delivery is gone, or another caller has it by now: that caller's result
	// counts.
	SaveDelivery(ctx context.Context, d Delivery) error
}
