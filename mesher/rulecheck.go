package mesher

import (
	"net/url"
	"slices"
	"time"
)

// Bounds of a rule's settings.
const (
	mostThreshold = 1_000_000_000
	mostWindow    = 24 * 60 // minutes: counts by the minute go back a day
	mostCooldown  = 30 * 24 * time.Hour
	longestURL    = 2048 // bytes
	longestSecret = 200  // bytes
	mostAddresses = 20
)

// MaxRules is how many rules a project may have.
const MaxRules = 100

// Checked returns a rule that a person entered in the form in which it is stored:
// without fields that its condition and its action don't use, and with a secret
// for a webhook. An Invalid error says what is wrong with it.
func (r Rule) Checked() (Rule, error) {
	var err error
	if r.Name, err = ParseName("name", r.Name); err != nil {
		return r, err
	}
	if r.Condition, err = r.Condition.checked(); err != nil {
		return r, err
	}
	if r.Cooldown < 0 || r.Cooldown > mostCooldown {
		return r, Errorf(Invalid, "cooldown_minutes must be from 0 to %d", mostCooldown/time.Minute)
	}
	r.Cooldown = r.Cooldown.Truncate(time.Minute)
	r.Action, err = r.Action.checked()
	return r, err
}

func (c Condition) checked() (Condition, error) {
	switch c.Type {
	case OnNewIssue, OnRegression:
		return Condition{Type: c.Type}, nil
	case OnThreshold:
	default:
		return c, Errorf(Invalid, "condition_type is %.32q; it must be threshold, new_issue or regression", c.Type)
	}
	if c.Threshold < 0 || c.Threshold > mostThreshold {
		return c, Errorf(Invalid, "threshold is %d; it must be from 0 to %d", c.Threshold, mostThreshold)
	}
	if c.WindowMinutes < 1 || c.WindowMinutes > mostWindow {
		return c, Errorf(Invalid, "window_minutes is %d; it must be from 1 to %d", c.WindowMinutes, mostWindow)
	}
	return c, nil
}

func (a Action) checked() (Action, error) {
	switch a.Type {
	case Websocket:
		return Action{Type: Websocket}, nil
	case Webhook:
		return a.checkedWebhook()
	case Email:
		to, err := parseAddresses(a.To)
		return Action{Type: Email, To: to}, err
	}
	return a, Errorf(Invalid, "the action's type is %.32q; it must be websocket, webhook or email", a.Type)
}

// checkedWebhook checks what can be seen of an address. Where it leads is checked
// each time something is sent there.
func (a Action) checkedWebhook() (Action, error) {
	u, err := url.Parse(a.URL)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return a, Errorf(Invalid, "the action's url must be an address such as https://example.com/hook")
	case len(a.URL) > longestURL:
		return a, Errorf(Invalid, "the action's url is longer than %d bytes", longestURL)
	case u.User != nil:
		return a, Errorf(Invalid, "the action's url must not have a user or a password; what is sent is signed instead")
	case len(a.Secret.text) > longestSecret:
		return a, Errorf(Invalid, "the action's secret is longer than %d bytes", longestSecret)
	}
	u.Fragment, u.RawFragment = "", ""
	webhook := Action{Type: Webhook, URL: u.String(), Secret: a.Secret}
	if webhook.Secret.text == "" {
		webhook.Secret = NewSecret("whsec_")
	}
	return webhook, nil
}

func parseAddresses(typed []string) (to []string, err error) {
	if len(typed) == 0 || len(typed) > mostAddresses {
		return nil, Errorf(Invalid, "the action's to must have 1 to %d e-mail addresses", mostAddresses)
	}
	for _, text := range typed {
		address, err := ParseEmail(text)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(to, address) {
			to = append(to, address)
		}
	}
	return to, nil
}
