package ui

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// attacks are what somebody may send in any field of an event.
var attacks = []string{
	`<svg onload=alert(1)>`,
	`"><script>alert(1)</script>`,
	`' onmouseover='alert(1)`,
	`javascript:alert(1)`,
	`data:text/html,<script>alert(1)</script>`,
	`</title></code></pre><img src=x onerror=alert(1)>`,
	"\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
	"\u202egnp.exe\u2066\u200b",
	`{{.Project}}`,
	"\xff\xfe\x00",
}

// hostile is an issue and its event with the attack in every field.
func hostile(attack string) IssuePage {
	raw, _ := json.Marshal(attack)
	object, _ := json.Marshal(map[string]string{attack: attack})
	said, _ := json.Marshal(map[string]string{"text": attack})
	values := map[string]json.RawMessage{attack: raw, "object": object, "broken": json.RawMessage(attack)}
	pairs := [][2]string{{attack, attack}}
	frame := mesher.Frame{Filename: attack, AbsPath: attack, Function: attack, Module: attack, Line: 1,
		PreContext: []string{attack}, ContextLine: attack, PostContext: []string{attack}, Vars: values}
	library := frame
	library.InApp = new(false)
	return IssuePage{
		Frame: hostileFrame(attack),
		Issue: mesher.Issue{Title: attack, Culprit: attack, Status: mesher.Status(attack),
			Grouping: mesher.Explanation{Variant: attack, Parts: []string{attack}}},
		Facts: mesher.IssueFacts{FirstRelease: attack, LastRelease: attack,
			Tags: []mesher.TagBreakdown{{Key: attack, Values: []mesher.ValueCount{{Value: attack, Events: 1}}}}},
		Activity: []mesher.Activity{{Kind: mesher.Commented, Data: object}, {Kind: mesher.ActivityKind(attack), Data: json.RawMessage(attack)},
			{Kind: mesher.Commented, Data: said}},
		Members: []mesher.Member{{Name: attack}},
		During:  attack,
		Event: &mesher.Event{
			Message: attack, Logger: attack, Platform: attack, Transaction: attack, Release: attack,
			Environment: attack, ServerName: attack, SDK: mesher.SDK{Name: attack, Version: attack},
			Exceptions: []mesher.Exception{
				{Type: attack, Value: attack, Module: attack, Frames: []mesher.Frame{library, library, frame}},
				{Type: attack, Frames: []mesher.Frame{frame}},
			},
			Breadcrumbs: []mesher.Breadcrumb{{Type: attack, Category: attack, Level: attack, Message: attack, Data: values}},
			Tags:        map[string]string{attack: attack},
			User:        &mesher.User{ID: attack, Email: attack, Username: attack, Name: attack, IPAddress: attack, Data: values},
			Request:     &mesher.Request{URL: attack, Method: attack, QueryString: attack, Headers: pairs, Cookies: pairs, Env: pairs, Data: raw},
			Contexts:    map[string]json.RawMessage{attack: object, "plain": raw},
			Extra:       values,
			Modules:     map[string]string{attack: attack},
			Notes:       []mesher.Note{{Field: attack, Reason: attack}},
		},
	}
}

func hostileFrame(attack string) Frame {
	p := mesher.Project{Name: attack, Slug: "shop"}
	return Frame{Name: attack, Project: p, Section: Issues, Orgs: []OrgProjects{{Org: mesher.Org{Name: attack}, Projects: []mesher.Project{p}}}}
}

// hostileList is asked for with the attack in every filter.
func hostileList(attack string) IssuesPage {
	p := IssuesPage{Frame: hostileFrame(attack), Issues: []mesher.Issue{hostile(attack).Issue}, Asked: url.Values{},
		Environments: []string{attack, "other"}, Releases: []string{attack}, Members: []mesher.Member{{Name: attack}}, Next: &mesher.Cursor{}}
	for _, name := range []string{"status", "q", "environment", "seen", "level", "assigned_to", "release", "tag", "sort", "since", "until", "done"} {
		p.Asked.Set(name, attack)
	}
	return p
}

// hostileSettings are named and typed with the attack.
func hostileSettings(attack string) SettingsPage {
	typed := url.Values{}
	for _, name := range []string{"name", "slug", "platform", "retention_days", "sample_percent", "rate_limit_per_minute", "label"} {
		typed.Set(name, attack)
	}
	form := Form{typed, attack}
	return SettingsPage{Frame: hostileFrame(attack), May: true, Naming: form, Limits: form, NewKey: form, Deleting: form, Base: &url.URL{Scheme: "http", Host: "a"},
		Keys: []mesher.Key{{Label: attack}, {Label: attack, RevokedAt: now}}, Done: attack}
}

// hostileAlerts are of rules and issues that are called like the attack, and so is
// what a receiver answered.
func hostileAlerts(attack string) AlertsPage {
	return AlertsPage{Frame: hostileFrame(attack), May: true, Done: attack,
		Alerts: []mesher.Alert{{RuleName: attack, Message: attack, Status: mesher.AlertActive, Deliveries: []mesher.Delivery{{Error: attack, Channel: mesher.Webhook}}}},
		Rules: []mesher.Rule{{Name: attack, Action: mesher.Action{Type: mesher.Webhook, URL: attack}},
			{Name: attack, Action: mesher.Action{Type: mesher.Email, To: []string{attack}}}}}
}

// hostileRule was typed with the attack.
func hostileRule(attack string) RulePage {
	typed := url.Values{}
	for _, name := range []string{"name", "threshold", "window_minutes", "url", "to", "cooldown_minutes", "condition_type", "type"} {
		typed.Set(name, attack)
	}
	return RulePage{Frame: hostileFrame(attack), ID: uuid.UUID{1}, Title: attack, Form: Form{typed, attack}, Secret: attack, Tested: attack, Failed: true, Done: attack}
}

// hostileOrg has members and guests who are called like the attack.
func hostileOrg(attack string) OrgPage {
	form := Form{url.Values{"name": {attack}, "slug": {attack}, "email": {attack}, "role": {attack}}, attack}
	return OrgPage{Frame: hostileFrame(attack), Org: mesher.Org{Name: attack, Slug: "engines"}, Role: mesher.OwnerRole,
		Members: []mesher.Member{{Name: attack, Email: attack, Role: mesher.MemberRole}}, Invites: []mesher.Invite{{Email: attack, Role: mesher.MemberRole}},
		Projects: []mesher.Project{{Name: attack, Slug: "shop", Platform: attack}},
		Naming:   form, Standing: form, NewInvite: form, NewProject: form, Invited: Invited{Email: attack, Link: attack}, Done: attack}
}

// hostileAccount is of somebody who is called like the attack, as is their browser.
func hostileAccount(attack string) AccountPage {
	form := Form{url.Values{"label": {attack}, "scope": {attack}}, attack}
	return AccountPage{Frame: hostileFrame(attack), Account: mesher.Account{Name: attack, Email: attack}, Sessions: []mesher.Session{{ID: uuid.UUID{1}, UserAgent: attack}},
		Tokens: []mesher.Token{{Label: attack, Hint: attack}, {Label: attack, RevokedAt: now}}, Password: form, NewToken: form, Secret: attack, Done: attack}
}

// hostilePages are all pages that show what came with events, with the attack
// wherever they do.
func hostilePages(attack string) map[string]interface{ Render(io.Writer) error } {
	issue := hostile(attack)
	summary := mesher.EventSummary{Message: attack, Tags: map[string]string{"environment": attack, "release": attack}}
	return map[string]interface{ Render(io.Writer) error }{
		"issue":    issue,
		"projects": ProjectsPage{Frame: issue.Frame},
		"issues":   hostileList(attack),
		"event":    EventPage{Frame: issue.Frame, Issue: issue.Issue, Event: mesher.StoredEvent{Event: issue.Event}},
		"dashboard": DashboardPage{Frame: issue.Frame, During: attack, Volume: volumeOf(mesher.Hourly, 1),
			Top: []mesher.IssueCount{{Issue: issue.Issue, Events: 1}}, Tags: []TagValues{{attack, mesher.TagCounts{Values: []mesher.ValueCount{{Value: attack, Events: 1}}}}}},
		"settings": hostileSettings(attack),
		"account":  hostileAccount(attack),
		"alerts":   hostileAlerts(attack),
		"rule":     hostileRule(attack),
		"org":      hostileOrg(attack),
		"events":   EventsPage{Frame: issue.Frame, Issue: issue.Issue, Events: []mesher.EventSummary{summary}},
	}
}

// Whatever an event holds, its pages have the elements, the attributes and the
// addresses of harmless ones.
func TestEventsAreText(t *testing.T) {
	for _, attack := range attacks {
		t.Run(attack, func(t *testing.T) {
			checkIsText(t, attack)

			// Keys and hosts are ours, but a page must not depend on that.
			_, text := rendered(t, WelcomePage{Frame: hostileFrame(attack), Key: mesher.Key{Value: attack}, Base: &url.URL{Scheme: "http", Host: attack}})
			checkNothingActs(t, text)
		})
	}
}

func checkIsText(t *testing.T, attack string) {
	t.Helper()
	harmless := hostilePages("harmless")
	for name, hostile := range hostilePages(attack) {
		page, text := rendered(t, hostile)
		want, _ := rendered(t, harmless[name])
		if got, want := shape(page), shape(want); got != want {
			t.Errorf("the page %s is built otherwise:\n%s", name, firstDifference(got, want))
		}
		checkNothingActs(t, text)
	}
}

// shape writes a page down without its texts: elements, names of attributes,
// and the addresses that it leads to.
func shape(page htmltest.Node) string {
	var b strings.Builder
	for d := range page.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		fmt.Fprintf(&b, "%s", d.Data)
		for _, a := range d.Attr {
			fmt.Fprintf(&b, " %s", a.Key)
			switch a.Key {
			case "href", "src", "action", "formaction":
				path, _, _ := strings.Cut(a.Val, "?") // behind it stands what our own list is asked for
				fmt.Fprintf(&b, "=%s", path)
			case "class", "http-equiv", "style", "type", "method":
				fmt.Fprintf(&b, "=%s", a.Val)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("element %d: got %s, want %s", i, g[i], w[i])
		}
	}
	return fmt.Sprintf("got %d elements, want %d", len(g), len(w))
}

func checkNothingActs(t *testing.T, page string) {
	t.Helper()
	for at, r := range page {
		if acts(r) {
			t.Errorf("U+%04X is on the page, after %q", r, page[max(0, at-30):at])
			return
		}
	}
}

func FuzzEventsAreText(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Fuzz(func(t *testing.T, attack string) {
		if strings.TrimSpace(attack) == "" {
			return // what says nothing is left out, and with it its elements
		}
		checkIsText(t, attack)
	})
}
