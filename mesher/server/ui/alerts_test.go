package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func alertsOfShop() AlertsPage {
	issue := uuid.UUID{7}
	return AlertsPage{
		Frame: Frame{Project: shopFrame.Project, Section: Alerts}, May: true, Now: now,
		Alerts: []mesher.Alert{
			{ID: uuid.UUID{1}, RuleName: "New", Issue: issue, Status: mesher.AlertActive, Message: "New issue: KeyError", TriggeredAt: now.Add(-time.Minute),
				Deliveries: []mesher.Delivery{
					{Channel: mesher.Webhook, Attempts: 2, NextAt: now.Add(time.Minute), Error: "the receiver answered 503"},
					{Channel: mesher.Email, NextAt: now},
				}},
			{ID: uuid.UUID{2}, RuleName: "Many", Status: mesher.AlertAcknowledged, Message: "12 events", TriggeredAt: now.Add(-time.Hour), AcknowledgedAt: now.Add(-2 * time.Minute),
				Deliveries: []mesher.Delivery{{Channel: mesher.Websocket, Attempts: 1, DeliveredAt: now.Add(-time.Hour)}}},
			{ID: uuid.UUID{3}, RuleName: "Many", Status: mesher.AlertResolved, Message: "13 events", TriggeredAt: now.Add(-2 * time.Hour), ResolvedAt: now,
				Deliveries: []mesher.Delivery{{Channel: mesher.Webhook, Attempts: 5, Error: "no answer"}}},
		},
		Rules: []mesher.Rule{
			{ID: uuid.UUID{4}, Name: "New", Enabled: true, Condition: mesher.Condition{Type: mesher.OnNewIssue}, LastFiredAt: now.Add(-time.Minute),
				Action: mesher.Action{Type: mesher.Webhook, URL: "https://example.com/hook/s3cret"}},
			{ID: uuid.UUID{5}, Name: "Many", Condition: mesher.Condition{Type: mesher.OnThreshold, Threshold: 1000, WindowMinutes: 1},
				Action: mesher.Action{Type: mesher.Email, To: []string{"a@example.com", "b@example.com"}}},
			{ID: uuid.UUID{6}, Name: "Back", Enabled: true, Condition: mesher.Condition{Type: mesher.OnRegression}, Action: mesher.Action{Type: mesher.Websocket}},
		},
	}
}

func TestAlertsPage(t *testing.T) {
	p := alertsOfShop()
	p.Done, p.Status = "saved", mesher.AlertActive
	page, text := rendered(t, p)
	checkTexts(t, page, map[string]string{
		"head title":               "Alerts of Shop · Mesher",
		".sections [aria-current]": "Alerts",
		".done":                    "The rule was saved.",
		".tabs a":                  "All|Active|Acknowledged|Resolved",
		".tabs [aria-current]":     "Active",
		".alerts .title":           "New issue: KeyError|12 events|13 events",
		".alerts .title a":         "New issue: KeyError",
		".alerts .badge":           "active|acknowledged|resolved",
		".alerts .meta":            "New 1 min ago|Many 1 h ago acknowledged 2 min ago|Many 2 h ago resolved just now",
		".sent li": "webhook failed 2 times, and is tried again: the receiver answered 503|e-mail about to be delivered" +
			"|open pages delivered 1 h ago|webhook given up after 5 attempts: no answer",
		".alerts button":    "Acknowledge|Resolve|Resolve",
		".things a":         "New|Many|Back",
		".things .badge":    "off",
		".things p.quiet":   "Tells of a new issue: to a webhook of example.com.|Last alert 1 min ago|Tells of more than 1,000 events in 1 minute: to a@example.com, b@example.com.|No alert yet|Tells of an issue that is back: to open pages.|No alert yet",
		"aside .head a":     "New rule",
		".columns .nothing": "",
	})
	if got, want := page.All(".alerts button")[0].Attr("formaction"), "/alerts/01000000-0000-0000-0000-000000000000/acknowledge?status=active"; got != want {
		t.Errorf("it is acknowledged by %q, want %q", got, want)
	}
	if strings.Contains(text, "s3cret") {
		t.Error("the list shows the whole address of a webhook")
	}
}

// Members work on alerts, and read rules.
func TestAlertsForMembers(t *testing.T) {
	p := alertsOfShop()
	p.May = false
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{".alerts button": "Acknowledge|Resolve|Resolve", "aside a": "", ".things b": "New|Many|Back"})
}

func TestNoAlerts(t *testing.T) {
	rule := alertsOfShop().Rules[:1]
	for _, c := range []struct {
		status mesher.AlertStatus
		rules  []mesher.Rule
		want   string
	}{
		{"", nil, "There are no alerts, as no rule says when to make one."},
		{"", rule, "No rule has made an alert yet."},
		{mesher.AlertResolved, rule, "No alert is resolved."},
	} {
		page, _ := rendered(t, AlertsPage{Frame: shopFrame, Status: c.status, Rules: c.rules})
		checkTexts(t, page, map[string]string{".nothing": c.want, ".alerts": ""})
	}
}
