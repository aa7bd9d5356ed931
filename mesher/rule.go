package mesher

import (
	"time"

	"github.com/google/uuid"
)

// A Rule says what a project's people want to be told, and where.
type Rule struct {
	ID          uuid.UUID
	Project     ProjectID
	Name        string
	Condition   Condition
	Action      Action
	Cooldown    time.Duration // whole minutes until the next alert; 0: none
	Enabled     bool
	LastFiredAt time.Time // zero: never
	CreatedAt   time.Time
}

// DefaultCooldown is the cooldown of rules that don't set one.
const DefaultCooldown = time.Hour

// A Condition says when a rule fires.
type Condition struct {
	Type ConditionType `json:"condition_type"`
	// For Threshold only: more than this many events in this many minutes.
	Threshold     int64 `json:"threshold"`
	WindowMinutes int   `json:"window_minutes"`
}

// ConditionType is what a rule watches for.
type ConditionType string

const (
	OnThreshold  ConditionType = "threshold"
	OnNewIssue   ConditionType = "new_issue"
	OnRegression ConditionType = "regression" // a resolved or archived issue is back
)

// An Action says where a rule's alerts go.
type Action struct {
	Type   Channel
	URL    string   // of Webhook
	Secret Secret   // of Webhook: signs what is sent
	To     []string // of Email: addresses
}

// A Channel is a way to deliver alerts.
type Channel string

const (
	Websocket Channel = "websocket" // open pages
	Webhook   Channel = "webhook"
	Email     Channel = "email"
)

// tells returns the condition that this kind of news meets, and words for it.
func (k NewsKind) tells() (meets ConditionType, words string) {
	switch k {
	case NewsNew:
		return OnNewIssue, "New issue: "
	case NewsRegressed:
		return OnRegression, "Back after it was resolved: "
	case NewsEscalated:
		return OnRegression, "Far more often than usual: "
	}
	return "none", ""
}

// Cooling reports whether a rule has fired too recently to fire again.
func (r Rule) Cooling(now time.Time) bool {
	return !r.LastFiredAt.IsZero() && now.Before(r.LastFiredAt.Add(r.Cooldown))
}

// OnNews returns the alert that a rule makes of news at a moment; false if it
// makes none.
func (r Rule) OnNews(n News, now time.Time) (Alert, bool) {
	meets, words := n.Kind.tells()
	if !r.Enabled || r.Project != n.Project || r.Condition.Type != meets || r.Cooling(now) {
		return Alert{}, false
	}
	a := r.alert(now)
	a.Issue, a.Cause, a.Message = n.Issue, "news "+itoa(n.ID), words+OneLine(n.Title)
	return a, true
}

// Windows returns the windows in which a rule with a threshold counts at a
// moment. Events are counted by minutes of the clock. One window ends with the
// current minute, and another with the one before, whose last events may have
// come after the last check. The latter is left out if the rule fired since its
// last minute began: it was checked then.
func (r Rule) Windows(now time.Time) []Window {
	if r.Condition.Type != OnThreshold {
		return nil
	}
	end := now.UTC().Truncate(time.Minute).Add(time.Minute)
	length := time.Duration(r.Condition.WindowMinutes) * time.Minute
	windows := []Window{{end.Add(-length), end}}
	before := end.Add(-time.Minute)
	if r.LastFiredAt.Before(before.Add(-time.Minute)) {
		windows = append(windows, Window{before.Add(-length), before})
	}
	return windows
}

// OnCounts returns the alert that a rule makes, at a moment, of the number of
// events in each of its windows; false if it makes none. It makes at most one a
// minute.
func (r Rule) OnCounts(events map[Window]int64, now time.Time) (Alert, bool) {
	most := int64(0)
	for _, w := range r.Windows(now) {
		most = max(most, events[w])
	}
	if !r.Enabled || r.Condition.Type != OnThreshold || most <= r.Condition.Threshold || r.Cooling(now) {
		return Alert{}, false
	}
	a := r.alert(now)
	a.Cause = "minute " + now.UTC().Format("2006-01-02T15:04Z")
	a.Message = plural(most, "event") + " in " + plural(int64(r.Condition.WindowMinutes), "minute") +
		", more than " + itoa(r.Condition.Threshold)
	return a, true
}

func (r Rule) alert(now time.Time) Alert {
	return Alert{
		RuleID: r.ID, RuleName: r.Name, Project: r.Project, Status: AlertActive,
		Condition: r.Condition, TriggeredAt: onClock(now),
	}
}

func plural(n int64, what string) string {
	if n != 1 {
		what += "s"
	}
	return itoa(n) + " " + what
}
