package mesher

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAlertMoved(t *testing.T) {
	before, at := time.Unix(1000, 0).UTC(), time.Unix(2000, 0).UTC()
	active := Alert{Status: AlertActive}
	acknowledged := Alert{Status: AlertAcknowledged, AcknowledgedAt: before}
	resolved := Alert{Status: AlertResolved, ResolvedAt: before}
	for _, c := range []struct {
		from Alert
		to   AlertStatus
		want Alert
		kind Kind // of the error; Internal: none
	}{
		{active, AlertAcknowledged, Alert{Status: AlertAcknowledged, AcknowledgedAt: at}, Internal},
		{active, AlertResolved, Alert{Status: AlertResolved, ResolvedAt: at}, Internal},
		{acknowledged, AlertAcknowledged, acknowledged, Internal},
		{acknowledged, AlertResolved, Alert{Status: AlertResolved, AcknowledgedAt: before, ResolvedAt: at}, Internal},
		{resolved, AlertResolved, resolved, Internal},
		{resolved, AlertAcknowledged, resolved, Conflict},
		{acknowledged, AlertActive, acknowledged, Conflict},
	} {
		got, err := c.from.Moved(c.to, at)
		if got.Status != c.want.Status || got.AcknowledgedAt != c.want.AcknowledgedAt || got.ResolvedAt != c.want.ResolvedAt {
			t.Errorf("from %s to %s: got %+v, want %+v", c.from.Status, c.to, got, c.want)
		}
		if err != nil && KindOf(err) != c.kind || err == nil && c.kind != Internal {
			t.Errorf("from %s to %s: got the error %v", c.from.Status, c.to, err)
		}
	}
}

func TestDeliveryTried(t *testing.T) {
	now := time.Unix(1000, 0).UTC()
	d, failed := Delivery{}, errors.New("nobody\nthere "+strings.Repeat("x", 1000))
	var took time.Duration
	for d.Attempts = 1; ; d.Attempts++ {
		after := d.Tried(failed, now)
		if !strings.HasPrefix(after.Error, "nobody there") || len(after.Error) > 500 || !after.DeliveredAt.IsZero() {
			t.Errorf("after attempt %d the delivery is %+v", d.Attempts, after)
		}
		if after.NextAt.IsZero() {
			break
		}
		pause := after.NextAt.Sub(now)
		if pause <= took/time.Duration(d.Attempts) {
			t.Errorf("after attempt %d the pause is %v", d.Attempts, pause)
		}
		took += pause
	}
	if d.Attempts != MaxAttempts {
		t.Errorf("it is given up after %d attempts, want %d", d.Attempts, MaxAttempts)
	}
	d.Error, d.NextAt = "before", now
	if after := d.Tried(nil, now); after.Error != "" || !after.NextAt.IsZero() || after.DeliveredAt != now {
		t.Errorf("delivered, it is %+v", after)
	}
}
