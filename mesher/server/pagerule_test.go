package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// A rule is made on its page. A webhook's secret that Mesher made is shown only
// then.
func TestARuleIsMadeOnItsPage(t *testing.T) {
	const path = "/projects/shop/alert-rules/new"
	a, s := alarms(mesher.AdminRole, nil)
	form := url.Values{"name": {"Hook"}, "condition_type": {"new_issue"}, "threshold": {"no number"}, "type": {"webhook"},
		"url": {" https://example.com/hook "}, "cooldown_minutes": {"5"}, "enabled": {"on"}}
	answer := post(t, s, path, form.Encode())
	page := htmltest.Parse(t, answer.Body.String())
	secret := a.rule.Action.Secret.Reveal()
	if answer.Code != http.StatusOK || page.One(t, ".once .copy").Text() != secret || secret == "" {
		t.Errorf("got %d: %s", answer.Code, answer.Body)
	}
	if r := a.rule; r.Name != "Hook" || r.Action.URL != "https://example.com/hook" || r.Cooldown != 5*time.Minute || !r.Enabled || r.Project != shop.ID {
		t.Errorf("the rule is %+v", r)
	}
	if again := get(t, s, "/alert-rules/"+a.rule.ID.String()).Body.String(); strings.Contains(again, secret) {
		t.Error("the secret is shown again")
	}

	for _, c := range []struct{ name, form, want string }{
		{"a secret of one's own", "name=Hook&condition_type=regression&type=webhook&url=https://example.com&secret=mine&cooldown_minutes=", "{regression 0 0} mine [] false"},
		{"by mail", "name=Mail&condition_type=threshold&threshold=3&window_minutes=4&type=email&to=A@example.com%0D%0Ab@example.com,&cooldown_minutes=0", "{threshold 3 4}  [a@example.com b@example.com] false"},
	} {
		a, s := alarms(mesher.AdminRole, nil)
		answer := post(t, s, path, c.form)
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/projects/shop/alerts?done=made" {
			t.Errorf("%s: got %d to %q", c.name, answer.Code, answer.Header().Get("Location"))
		}
		if got := fmt.Sprintln(a.rule.Condition, a.rule.Action.Secret.Reveal(), a.rule.Action.To, a.rule.Enabled); strings.TrimSpace(got) != c.want {
			t.Errorf("%s: the rule is %s, want %s", c.name, got, c.want)
		}
	}
}

// Faults of a rule are shown on its page, and the rule stays as it was.
func TestARefusedRuleComesBack(t *testing.T) {
	a, s := alarms(mesher.AdminRole, nil)
	a.rule = mesher.Rule{ID: uuid.New(), Project: shop.ID, Name: "Hook", Action: mesher.Action{Type: mesher.Webhook, URL: "https://example.com", Secret: mesher.SecretOf("old")}}
	before := a.rule
	for form, problem := range map[string]string{
		"name=&condition_type=new_issue&type=websocket":                              "name must have 1 to 100 characters.",
		"name=A&condition_type=threshold&threshold=x&type=websocket":                 "how many events must be a whole number.",
		"name=A&condition_type=threshold&threshold=1&window_minutes=&type=websocket": "window_minutes is 0; it must be from 1 to 1440.",
		"name=A&condition_type=new_issue&type=webhook&url=javascript:alert(1)":       "the action's url must be an address such as https://example.com/hook.",
		"name=A&condition_type=new_issue&type=email&to=":                             "the action's to must have 1 to 20 e-mail addresses.",
		"name=A&condition_type=&type=websocket":                                      `condition_type is ""; it must be threshold, new_issue or regression.`,
		"name=A&condition_type=new_issue&type=websocket&cooldown_minutes=1h":         "how long to be quiet must be a whole number.",
	} {
		for _, path := range []string{"/alert-rules/" + a.rule.ID.String(), "/projects/shop/alert-rules/new"} {
			answer := post(t, s, path, form)
			page := htmltest.Parse(t, answer.Body.String())
			if got := page.One(t, ".rule .problem").Text(); answer.Code != http.StatusBadRequest || got != problem {
				t.Errorf("%s %s: got %d %q, want %q", path, form, answer.Code, got, problem)
			}
			if got := page.One(t, ".rule").Attr("action"); got != path {
				t.Errorf("%s: the form leads to %q now", path, got)
			}
		}
	}
	if fmt.Sprint(a.rule) != fmt.Sprint(before) {
		t.Errorf("the rule became %+v", a.rule)
	}
	if answer := post(t, s, "/alert-rules/"+a.rule.ID.String(), "name=B&condition_type=new_issue&type=webhook&url=https://example.com&cooldown_minutes=0"); answer.Code != http.StatusSeeOther ||
		a.rule.Name != "B" || a.rule.Action.Secret.Reveal() != "old" || a.rule.Enabled {
		t.Errorf("a secret that is left empty: got %d, and the rule is %+v", answer.Code, a.rule)
	}
}

func TestARuleIsTestedAndDeletedOnItsPage(t *testing.T) {
	var fails error
	a, s := alarms(mesher.AdminRole, func(context.Context, mesher.Rule) error { return fails })
	a.rule = mesher.Rule{ID: uuid.New(), Project: shop.ID, Name: "Hook"}
	path := "/alert-rules/" + a.rule.ID.String()
	if page := htmltest.Parse(t, post(t, s, path+"/test", "").Body.String()); page.One(t, "section .done").Text() != "The test was delivered." {
		t.Errorf("of a test that arrives it says %q", page.One(t, "section .done").Text())
	}
	fails = errors.New("the receiver answered 503")
	if page := htmltest.Parse(t, post(t, s, path+"/test", "").Body.String()); page.One(t, ".problem").Text() != "The test was not delivered: the receiver answered 503." {
		t.Errorf("of a test that does not arrive it says %q", page.One(t, ".problem").Text())
	}
	if answer := post(t, s, path+"/delete", ""); answer.Code != http.StatusSeeOther || a.rule.Name != "" {
		t.Errorf("to delete it: %d, and there is %q", answer.Code, a.rule.Name)
	}
}

func TestAlertsAreWorkedOnFromTheirPage(t *testing.T) {
	a, s := alarms(mesher.MemberRole, nil)
	a.rule = mesher.Rule{ID: uuid.New(), Project: shop.ID, Name: "Hook", Action: mesher.Action{Type: mesher.Webhook, URL: "https://example.com/s3cret"}}
	a.alerts = []mesher.Alert{{ID: uuid.New(), Project: shop.ID, Status: mesher.AlertActive, Message: "New issue"}}
	list := get(t, s, "/projects/shop/alerts?status=active").Body.String()
	if page := htmltest.Parse(t, list); page.One(t, ".alerts .title").Text() != "New issue" || strings.Contains(list, "s3cret") {
		t.Errorf("the list is %s", list)
	}
	for _, c := range []struct {
		path, to string
		moved    mesher.AlertStatus
	}{
		{"acknowledge?status=active", "/projects/shop/alerts?status=active", mesher.AlertAcknowledged},
		{"resolve?status=", "/projects/shop/alerts", mesher.AlertResolved},
	} {
		answer := post(t, s, "/alerts/"+a.alerts[0].ID.String()+"/"+c.path, "")
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != c.to || a.moved[len(a.moved)-1] != c.moved {
			t.Errorf("%s: got %d to %q, moved %v", c.path, answer.Code, answer.Header().Get("Location"), a.moved)
		}
	}
	if answer := get(t, s, "/projects/shop/alerts?status=lost"); answer.Code != http.StatusBadRequest {
		t.Errorf("alerts of no status: got %d, want 400", answer.Code)
	}
	for _, path := range []string{"/projects/shop/alert-rules/new", "/alert-rules/" + a.rule.ID.String()} {
		if answer := get(t, s, path); answer.Code != http.StatusForbidden {
			t.Errorf("%s for a member: got %d, want 403", path, answer.Code)
		}
	}
}
