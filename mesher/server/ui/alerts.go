package ui

import (
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// AlertsPage shows a project's newest alerts, and the rules that make them.
type AlertsPage struct {
	Frame
	May    bool // whether the reader may change rules
	Status mesher.AlertStatus
	Alerts []mesher.Alert
	Rules  []mesher.Rule
	Done   string // what was just done: a value of ruleDone
	Now    time.Time
}

var alertsPage = page("alerts.html")

// Render writes the page.
func (p AlertsPage) Render(w io.Writer) error { return render(w, alertsPage, p) }

// Statuses lead to the alerts with one status.
func (p AlertsPage) Statuses() []place {
	places := []place{{"All", pathOf(p.Project, Alerts), p.Status == ""}}
	for _, s := range []mesher.AlertStatus{mesher.AlertActive, mesher.AlertAcknowledged, mesher.AlertResolved} {
		places = append(places, place{strings.ToUpper(string(s[:1])) + string(s[1:]), pathOf(p.Project, Alerts) + "?status=" + string(s), p.Status == s})
	}
	return places
}

// NewRule leads to where a rule is made.
func (p AlertsPage) NewRule() string { return "/projects/" + p.Project.Slug + "/alert-rules/new" }

// A shownAlert is an alert as the page shows it.
type shownAlert struct {
	mesher.Alert
	At    moment
	Since moment // when it got its status
	Issue string // address of the issue; empty: it is about no single one
	Sent  []sent
	Back  string // how the address says which list to return to
}

// Shown are the alerts of this list.
func (p AlertsPage) Shown() []shownAlert {
	alerts := make([]shownAlert, len(p.Alerts))
	for i, a := range p.Alerts {
		shown := shownAlert{Alert: a, At: newMoment(a.TriggeredAt, p.Now), Back: "?status=" + url.QueryEscape(string(p.Status))}
		switch a.Status {
		case mesher.AlertAcknowledged:
			shown.Since = newMoment(a.AcknowledgedAt, p.Now)
		case mesher.AlertResolved:
			shown.Since = newMoment(a.ResolvedAt, p.Now)
		}
		if a.Issue != [16]byte{} {
			shown.Issue = "/issues/" + a.Issue.String()
		}
		for _, d := range a.Deliveries {
			shown.Sent = append(shown.Sent, sentOf(d, p.Now))
		}
		alerts[i] = shown
	}
	return alerts
}

// Open reports whether there is still something to do about it.
func (a shownAlert) Open() bool { return a.Status != mesher.AlertResolved }

// New reports whether nobody has taken it on.
func (a shownAlert) New() bool { return a.Status == mesher.AlertActive }

// sent is how a delivery stands.
type sent struct {
	Channel, State, Error string
	Attempts              int
	At                    moment // of its delivery, or else of the next attempt
}

func sentOf(d mesher.Delivery, now time.Time) sent {
	s := sent{Channel: channelNames[d.Channel], State: "failed", Error: d.Error, Attempts: d.Attempts}
	switch {
	case !d.DeliveredAt.IsZero():
		s.State, s.At = "delivered", newMoment(d.DeliveredAt, now)
	case !d.NextAt.IsZero():
		s.State, s.At = "waiting", newMoment(d.NextAt, now)
	}
	return s
}

var channelNames = map[mesher.Channel]string{mesher.Websocket: "open pages", mesher.Webhook: "webhook", mesher.Email: "e-mail"}

// A shownRule is a rule in the list. It does not have the address of a webhook, with
// which a reader could send there too.
type shownRule struct {
	mesher.Rule
	When, Where string
	Fired       moment
}

// Rulebook are the project's rules.
func (p AlertsPage) Rulebook() []shownRule {
	rules := make([]shownRule, len(p.Rules))
	for i, r := range p.Rules {
		rules[i] = shownRule{r, conditionWords(r.Condition), whereWords(r.Action), newMoment(r.LastFiredAt, p.Now)}
	}
	return rules
}

func conditionWords(c mesher.Condition) string {
	switch c.Type {
	case mesher.OnNewIssue:
		return "a new issue"
	case mesher.OnRegression:
		return "an issue that is back"
	}
	minutes := int64(c.WindowMinutes)
	return "more than " + count(c.Threshold) + " " + plural(c.Threshold, "event", "events") + " in " + count(minutes) + " " + plural(minutes, "minute", "minutes")
}

func whereWords(a mesher.Action) string {
	switch a.Type {
	case mesher.Webhook:
		if u, err := url.Parse(a.URL); err == nil && u.Host != "" {
			return "a webhook of " + u.Host
		}
		return "a webhook"
	case mesher.Email:
		return strings.Join(a.To, ", ")
	}
	return "open pages"
}

// Said is what was just done; nothing for a mark of somebody else's.
func (p AlertsPage) Said() string { return ruleDone[p.Done] }
