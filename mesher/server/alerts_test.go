package server

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestAlerts(t *testing.T) {
	at := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	a, s := alarms(mesher.MemberRole, nil)
	a.alerts = []mesher.Alert{{
		ID: uuid.UUID{0xa}, RuleID: uuid.UUID{0xb}, RuleName: "many", Project: shop.ID, Status: mesher.AlertAcknowledged, Message: "too many",
		Condition: mesher.Condition{Type: mesher.OnThreshold, Threshold: 9, WindowMinutes: 5}, TriggeredAt: at, AcknowledgedAt: at.Add(time.Minute),
		Deliveries: []mesher.Delivery{
			{ID: uuid.UUID{0xd}, Channel: mesher.Webhook, Attempts: 2, NextAt: at.Add(time.Hour), Error: "the receiver answered 503"},
		},
	}}
	got := get(t, s, "/api/v1/projects/shop/alerts?status=acknowledged")
	want := `[{"id":"0a000000-0000-0000-0000-000000000000","rule_id":"0b000000-0000-0000-0000-000000000000","rule_name":"many","project_id":1,"issue_id":null,` +
		`"status":"acknowledged","message":"too many","condition_snapshot":{"condition_type":"threshold","threshold":9,"window_minutes":5},` +
		`"triggered_at":"2026-03-14T12:00:00.000000Z","acknowledged_at":"2026-03-14T12:01:00.000000Z","resolved_at":null,` +
		`"deliveries":[{"id":"0d000000-0000-0000-0000-000000000000","type":"webhook","status":"waiting","attempts":2,` +
		`"next_at":"2026-03-14T13:00:00.000000Z","delivered_at":null,"error":"the receiver answered 503"}]}]`
	if got.Code != 200 || strings.TrimSpace(got.Body.String()) != want {
		t.Errorf("got %d %s\nwant %s", got.Code, got.Body, want)
	}
	if !slices.Contains(a.asked, any(mesher.AlertAcknowledged)) {
		t.Errorf("asked for %v", a.asked)
	}
	if got := get(t, s, "/api/v1/projects/shop/alerts?status=old"); got.Code != 400 {
		t.Errorf("of a status that is none: %d %s", got.Code, got.Body)
	}
	for _, action := range []string{"acknowledge", "resolve"} {
		if got := post(t, s, "/api/v1/alerts/"+a.alerts[0].ID.String()+"/"+action, ""); got.Code != 200 {
			t.Errorf("%s: %d %s", action, got.Code, got.Body)
		}
	}
	if want := []mesher.AlertStatus{mesher.AlertAcknowledged, mesher.AlertResolved}; !slices.Equal(a.moved, want) {
		t.Errorf("it was moved to %v, want %v", a.moved, want)
	}
}
