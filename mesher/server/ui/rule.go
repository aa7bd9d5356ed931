package ui

import (
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// RulePage makes an alert rule, or changes one, tries it out and deletes it.
type RulePage struct {
	Frame
	ID     uuid.UUID // of the rule; Nil: there is none yet
	Title  string    // its name
	Form   Form      // see [RuleOf]
	Secret string    // of a webhook, which is shown this once; empty: none was made
	Tested string    // how a test went; empty: none was made
	Failed bool      // whether the test did not arrive
	Mails  bool      // whether this installation sends mail
	Done   string    // what was just done: a value of ruleDone
}

// RuleOf is the form for a rule: name; condition_type, threshold, window_minutes;
// type, url, secret, to; cooldown_minutes, enabled.
func RuleOf(r mesher.Rule) Form {
	v := url.Values{
		"name": {r.Name}, "condition_type": {string(r.Condition.Type)}, "type": {string(r.Action.Type)},
		"url": {r.Action.URL}, "to": {strings.Join(r.Action.To, "\n")},
		"cooldown_minutes": {strconv.FormatInt(int64(r.Cooldown/time.Minute), 10)},
	}
	if r.Condition.Type == mesher.OnThreshold {
		v.Set("threshold", strconv.FormatInt(r.Condition.Threshold, 10))
		v.Set("window_minutes", strconv.Itoa(r.Condition.WindowMinutes))
	}
	if r.Enabled {
		v.Set("enabled", "on")
	}
	return Form{Values: v}
}

var rulePage = page("rule.html")

// Render writes the page.
func (p RulePage) Render(w io.Writer) error { return render(w, rulePage, p) }

// Path is where the form leads.
func (p RulePage) Path() string {
	if p.IsNew() {
		return "/projects/" + p.Project.Slug + "/alert-rules/new"
	}
	return "/alert-rules/" + p.ID.String()
}

// IsNew reports whether there is no such rule yet.
func (p RulePage) IsNew() bool { return p.ID == uuid.Nil }

// Alerts leads back to the list.
func (p RulePage) Alerts() string { return pathOf(p.Project, Alerts) }

// Conditions are what a rule can watch for.
func (p RulePage) Conditions() []choice {
	return chosen(p.Form.Value("condition_type"), []choice{
		{Value: string(mesher.OnNewIssue), Name: "there is a new issue"},
		{Value: string(mesher.OnRegression), Name: "an issue is back"},
		{Value: string(mesher.OnThreshold), Name: "there are many events"},
	})
}

// Channels are where it can tell of it.
func (p RulePage) Channels() []choice {
	return chosen(p.Form.Value("type"), []choice{
		{Value: string(mesher.Websocket), Name: "open pages"},
		{Value: string(mesher.Webhook), Name: "a webhook"},
		{Value: string(mesher.Email), Name: "e-mail"},
	})
}

// Enabled reports whether the rule is switched on.
func (p RulePage) Enabled() bool { return p.Form.Values.Has("enabled") }

var ruleDone = map[string]string{"made": "The rule was made", "saved": "The rule was saved", "deleted": "The rule was deleted"}

// Said is what was just done; nothing for a mark of somebody else's.
func (p RulePage) Said() string { return ruleDone[p.Done] }
