package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// An alarmed is a world with a rule, and alerts.
type alarmed struct {
	*world
	role   mesher.Role
	rule   mesher.Rule
	alerts []mesher.Alert
	moved  []mesher.AlertStatus
}

func (a *alarmed) RoleIn(context.Context, uuid.UUID, uuid.UUID) (mesher.Role, error) {
	return a.role, nil
}

func (a *alarmed) CreateRule(_ context.Context, r mesher.Rule) error { a.rule = r; return nil }
func (a *alarmed) SaveRule(_ context.Context, r mesher.Rule) error   { a.rule = r; return nil }
func (a *alarmed) DeleteRule(context.Context, uuid.UUID) error       { a.rule = mesher.Rule{}; return nil }

func (a *alarmed) Rule(_ context.Context, id uuid.UUID) (mesher.Rule, error) {
	if id != a.rule.ID {
		return mesher.Rule{}, mesher.Errorf(mesher.NotFound, "there is no such alert rule")
	}
	return a.rule, nil
}

func (a *alarmed) Rules(context.Context, mesher.ProjectID) ([]mesher.Rule, error) {
	return []mesher.Rule{a.rule}, nil
}

func (a *alarmed) Alerts(_ context.Context, _ mesher.ProjectID, status mesher.AlertStatus) ([]mesher.Alert, error) {
	a.asked = append(a.asked, status)
	return a.alerts, nil
}

func (a *alarmed) Alert(context.Context, uuid.UUID) (mesher.Alert, error) { return a.alerts[0], nil }

func (a *alarmed) MoveAlert(_ context.Context, _ uuid.UUID, to mesher.AlertStatus, _ time.Time) error {
	a.moved = append(a.moved, to)
	return nil
}

func alarms(role mesher.Role, test func(context.Context, mesher.Rule) error) (*alarmed, *Server) {
	a := &alarmed{world: &world{}, role: role}
	c := a.world.config()
	c.Store, c.Gate, c.TestRule = a, access.New(access.Config{Store: a}), test
	return a, New(c)
}

const hookRule = `{"name":"Hook","condition":{"condition_type":"new_issue"},"action":{"type":"webhook","url":"https://example.com/hook/s3cret"}}`

// A rule is made with defaults and a secret, which is shown only then; an edit
// changes what it names.
func TestRules(t *testing.T) {
	a, s := alarms(mesher.AdminRole, nil)
	answer := post(t, s, "/api/v1/projects/shop/alert-rules", hookRule)
	var made ruleView
	if err := json.Unmarshal(answer.Body.Bytes(), &made); err != nil || answer.Code != 201 {
		t.Fatalf("got %d %s", answer.Code, answer.Body)
	}
	secret := a.rule.Action.Secret.Reveal()
	if made.Action.Secret != secret || secret == "" || made.CooldownMinutes != 60 || !made.Enabled || made.LastFiredAt != nil || made.ProjectID != shop.ID {
		t.Errorf("it answered %s", answer.Body)
	}
	path := "/api/v1/alert-rules/" + made.ID.String()
	for _, c := range []struct{ path, body, want string }{
		{path, `{"name":"Other","cooldown_minutes":0}`, `200 {"status":"ok","affected":1}`},
		{path, `{"action":{"type":"webhook","url":"https://example.com/hook"}}`, `200 {"status":"ok","affected":1}`},
		{path, `{"cooldown_minutes":-1}`, `400 {"error":"cooldown_minutes must be from 0 to 43200"}`},
		{path, `{"threshold":1}`, `400 {"error":"the body is not the JSON that belongs here: json: unknown field \"threshold\""}`},
		{path + "/toggle", `{"enabled":false}`, `200 {"status":"ok","affected":1}`},
		{path + "/toggle", `{}`, `400 {"error":"enabled must be true or false"}`},
		{path + "/test", ``, `503 {"error":"alerts are not delivered by this program"}`},
		{"/api/v1/alert-rules/" + headerID, `{}`, `404 {"error":"there is no such alert rule"}`},
		{"/api/v1/alert-rules/" + headerID + "/delete", ``, `404 {"error":"there is no such alert rule"}`},
	} {
		answer := post(t, s, c.path, c.body)
		if got := fmt.Sprintf("%d %s", answer.Code, strings.TrimSpace(answer.Body.String())); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.path, c.body, got, c.want)
		}
	}
	if a.rule.Name != "Other" || a.rule.Cooldown != 0 || a.rule.Enabled || a.rule.Action.Secret.Reveal() != secret || a.rule.Action.URL != "https://example.com/hook" {
		t.Errorf("the rule is %+v", a.rule)
	}
	if list := get(t, s, "/api/v1/projects/shop/alert-rules").Body.String(); strings.Contains(list, secret) || !strings.Contains(list, "example.com/hook") {
		t.Errorf("the list is %s", list)
	}
	if answer := post(t, s, path+"/delete", ""); answer.Code != 200 || a.rule.Name != "" {
		t.Errorf("to delete it: %d %s", answer.Code, answer.Body)
	}
}

// Members see that there is a webhook and where it leads, but not the address
// by which they could send there themselves.
func TestMembersSeeRulesWithoutAddresses(t *testing.T) {
	a, s := alarms(mesher.MemberRole, nil)
	a.rule = mesher.Rule{Name: "Hook", Action: mesher.Action{Type: mesher.Webhook, URL: "https://example.com/hook/s3cret"}}
	list := get(t, s, "/api/v1/projects/shop/alert-rules").Body.String()
	if strings.Contains(list, "s3cret") || !strings.Contains(list, `"url":"https://example.com"`) {
		t.Errorf("the list is %s", list)
	}
	if answer := post(t, s, "/api/v1/projects/shop/alert-rules", hookRule); answer.Code != 403 {
		t.Errorf("a member makes a rule: %d %s", answer.Code, answer.Body)
	}
}

func TestARuleIsTested(t *testing.T) {
	var fails error
	a, s := alarms(mesher.AdminRole, func(_ context.Context, r mesher.Rule) error {
		if r.Name != "Hook" {
			t.Errorf("it tests %+v", r)
		}
		return fails
	})
	a.rule = mesher.Rule{ID: uuid.New(), Project: shop.ID, Name: "Hook"}
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, `{"status":"ok","affected":1}`},
		{errors.New("the receiver answered 503"), `{"status":"failed","affected":0,"error":"the receiver answered 503"}`},
	} {
		fails = c.err
		answer := post(t, s, "/api/v1/alert-rules/"+a.rule.ID.String()+"/test", "")
		if got := strings.TrimSpace(answer.Body.String()); answer.Code != 200 || got != c.want {
			t.Errorf("got %d %s, want %s", answer.Code, got, c.want)
		}
	}
}

// A test by mail counts as an invitation does: both go to typed addresses.
func TestTestsByMailAreBounded(t *testing.T) {
	a := &alarmed{world: &world{}, role: mesher.AdminRole}
	c, sent := a.world.config(), 0
	c.Store, c.Gate = a, access.New(access.Config{Store: a})
	c.TestRule = func(context.Context, mesher.Rule) error { sent++; return nil }
	c.Mail = func(context.Context, []string, string, string) error { return nil }
	s := New(c)
	a.rule = mesher.Rule{ID: uuid.New(), Project: shop.ID, Action: mesher.Action{Type: mesher.Email, To: []string{"eve@example.com"}}}
	path := "/api/v1/alert-rules/" + a.rule.ID.String() + "/test"
	answer := post(t, s, path, "")
	for answer.Code == http.StatusOK && sent < 100 {
		answer = post(t, s, path, "")
	}
	if answer.Code != http.StatusTooManyRequests || sent != 50 {
		t.Errorf("after %d tests it answered %d %s", sent, answer.Code, answer.Body)
	}
	a.rule.Action = mesher.Action{Type: mesher.Websocket}
	if answer = post(t, s, path, ""); answer.Code != http.StatusOK {
		t.Errorf("a test that is not mailed: %d %s", answer.Code, answer.Body)
	}
}
