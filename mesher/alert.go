package mesher

import (
	"time"

	"github.com/google/uuid"
)

// An Alert records that a rule fired.
type Alert struct {
	ID             uuid.UUID // later ones are greater
	RuleID         uuid.UUID
	RuleName       string
	Project        ProjectID
	Issue          uuid.UUID // Nil: it is about no single issue
	Status         AlertStatus
	Message        string
	Condition      Condition // the rule's, as it was then
	Cause          string    // a rule makes one alert for a cause, however often it is found
	TriggeredAt    time.Time
	AcknowledgedAt time.Time // zero: not yet
	ResolvedAt     time.Time // zero: not yet
	Deliveries     []Delivery
}

// AlertStatus is how far people have got with an alert.
type AlertStatus string

const (
	AlertActive       AlertStatus = "active"
	AlertAcknowledged AlertStatus = "acknowledged" // a person is on it
	AlertResolved     AlertStatus = "resolved"
)

// ParseAlertStatus parses a status; an empty one stays empty.
func ParseAlertStatus(name string) (AlertStatus, error) {
	switch s := AlertStatus(name); s {
	case "", AlertActive, AlertAcknowledged, AlertResolved:
		return s, nil
	}
	return "", Errorf(Invalid, "status is %.32q; it must be active, acknowledged or resolved", name)
}

// Moved returns the alert moved to another status at a moment. It is acknowledged
// or resolved only once: a second time changes nothing. It fails with Conflict if
// a resolved alert is to be acknowledged.
func (a Alert) Moved(to AlertStatus, at time.Time) (Alert, error) {
	at = onClock(at)
	switch {
	case a.Status == to:
	case to == AlertAcknowledged && a.Status == AlertActive:
		a.Status, a.AcknowledgedAt = to, at
	case to == AlertResolved:
		a.Status, a.ResolvedAt = to, at
	default:
		return a, Errorf(Conflict, "the alert is %s already", a.Status)
	}
	return a, nil
}

// A Delivery is the state of delivering an alert.
type Delivery struct {
	ID          uuid.UUID
	Channel     Channel
	Attempts    int
	NextAt      time.Time // when it is retried; zero: never
	DeliveredAt time.Time // zero: not yet
	Error       string    // of the last attempt; empty: none
}

// pauses are how long a delivery waits after each failed attempt. After the last
// it is given up.
var pauses = [...]time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute}

// MaxAttempts is the maximum number of attempts at a delivery.
const MaxAttempts = len(pauses) + 1

// Tried returns the delivery after an attempt that ended at now with err.
func (d Delivery) Tried(err error, now time.Time) Delivery {
	if err == nil {
		d.NextAt, d.DeliveredAt, d.Error = time.Time{}, onClock(now), ""
		return d
	}
	d = d.GivenUp(err)
	if d.Attempts < MaxAttempts {
		d.NextAt = onClock(now.Add(pauses[max(d.Attempts, 1)-1]))
	}
	return d
}

// GivenUp returns the delivery, no longer to be retried, because of err.
func (d Delivery) GivenUp(err error) Delivery {
	d.NextAt, d.Error = time.Time{}, OneLine(err.Error())
	cutText(&d.Error, maxDeliveryError)
	return d
}

// maxDeliveryError bounds the stored error text, in bytes.
const maxDeliveryError = 500

// A Notice is the content of a delivery.
type Notice struct {
	Delivery uuid.UUID // the same at each attempt, so that receivers recognise it
	Alert    Alert
	Test     bool // a test of delivery: nothing happened
}
