package mesher

import (
	"time"

	"github.com/google/uuid"
)

// An Alert is that a rule fired.
type Alert struct {
	ID             uuid.UUID // later ones are greater
	RuleID         uuid.UUID
	RuleName       string
	Project        ProjectID
	Issue          uuid.UUID // Nil: it is about no single one
	Status         AlertStatus
	Message        string
	Condition      Condition // of the rule, as it was
	Cause          string    // a rule has one alert of a cause, however often it is found
	TriggeredAt    time.Time
	AcknowledgedAt time.Time // zero: not
	ResolvedAt     time.Time // zero: not
	Deliveries     []Delivery
}

// AlertStatus is how far people are with an alert.
type AlertStatus string

const (
	AlertActive       AlertStatus = "active"
	AlertAcknowledged AlertStatus = "acknowledged" // somebody is on it
	AlertResolved     AlertStatus = "resolved"
)

// ParseAlertStatus reads a status; an empty one stays so.
func ParseAlertStatus(name string) (AlertStatus, error) {
	switch s := AlertStatus(name); s {
	case "", AlertActive, AlertAcknowledged, AlertResolved:
		return s, nil
	}
	return "", Errorf(Invalid, "status is %.32q; it must be active, acknowledged or resolved", name)
}

// Moved is an alert in another status, from a moment. It is acknowledged or
// resolved once: again changes nothing. Conflict when it was resolved and is to
// be acknowledged.
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

// A Delivery is what became of telling an alert.
type Delivery struct {
	ID          uuid.UUID
	Channel     Channel
	Attempts    int
	NextAt      time.Time // when it is tried again; zero: it is over
	DeliveredAt time.Time // zero: not
	Error       string    // of the last attempt; empty: none
}

// pauses are how long a delivery waits after each attempt that failed. With the
// last it is given up.
var pauses = [...]time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute}

// MaxAttempts is how often a delivery is tried.
const MaxAttempts = len(pauses) + 1

// Tried is a delivery after an attempt, which ended at a moment with err.
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

// GivenUp is a delivery that is not tried again, because of err.
func (d Delivery) GivenUp(err error) Delivery {
	d.NextAt, d.Error = time.Time{}, OneLine(err.Error())
	cutText(&d.Error, maxDeliveryError)
	return d
}

// maxDeliveryError bounds what is kept of an error, in bytes.
const maxDeliveryError = 500

// A Notice is what is delivered.
type Notice struct {
	Delivery uuid.UUID // the same at each attempt, by which receivers know it again
	Alert    Alert
	Test     bool // nothing happened; somebody wants to see whether it arrives
}
