package ui

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// selected are the choices that stand in a form.
func selected(page htmltest.Node) string { return texts(page, "option[selected]") }

func TestNewRulePage(t *testing.T) {
	page, _ := rendered(t, RulePage{Frame: Frame{Project: shopFrame.Project, Section: Alerts}, Form: RuleOf(mesher.Rule{
		Condition: mesher.Condition{Type: mesher.OnNewIssue}, Action: mesher.Action{Type: mesher.Websocket}, Cooldown: time.Hour, Enabled: true})})
	checkTexts(t, page, map[string]string{
		"h1": "New rule", ".sections [aria-current]": "Alerts", "main button": "Make the rule", ".once": "", "section h2": "",
		".of-email .warn": "This server sends no mail until MESHER_SMTP_URL is set.",
	})
	if got, want := page.One(t, ".rule").Attr("action"), "/projects/shop/alert-rules/new"; got != want {
		t.Errorf("the form leads to %q, want %q", got, want)
	}
	if got := selected(page); got != "there is a new issue|open pages" || valueOf(page, "cooldown_minutes") != "60" || len(page.All("input[checked]")) != 1 {
		t.Errorf("chosen is %q, quiet for %q minutes", got, valueOf(page, "cooldown_minutes"))
	}
}

func TestRulePage(t *testing.T) {
	p := RulePage{Frame: shopFrame, ID: uuid.UUID{4}, Title: "Many", Mails: true, Form: RuleOf(mesher.Rule{Name: "Many",
		Condition: mesher.Condition{Type: mesher.OnThreshold, Threshold: 0, WindowMinutes: 5},
		Action:    mesher.Action{Type: mesher.Email, To: []string{"a@example.com", "b@example.com"}}})}
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{
		"h1": "Many", "main button": "Save|Deliver a test now|Delete the rule", "textarea": "a@example.com b@example.com", ".warn": "", ".problem": "",
	})
	if got := selected(page); got != "there are many events|e-mail" || valueOf(page, "threshold") != "0" || valueOf(page, "window_minutes") != "5" || len(page.All("input[checked]")) != 0 {
		t.Errorf("chosen is %q, more than %q in %q", got, valueOf(page, "threshold"), valueOf(page, "window_minutes"))
	}

	p.Tested, p.Failed, p.Secret, p.Done = "It was not delivered", true, "whsec_1", "made"
	page, _ = rendered(t, p)
	checkTexts(t, page, map[string]string{".problem": "It was not delivered.", ".once .copy": "whsec_1", ".done": "The rule was made."})
}

// What was refused stands in the form, but for the secret.
func TestRefusedRule(t *testing.T) {
	page, _ := rendered(t, RulePage{Frame: shopFrame, Form: Form{url.Values{
		"name": {"Hook"}, "type": {"webhook"}, "url": {"nowhere"}, "secret": {"s3cret"}, "condition_type": {"threshold"}, "threshold": {"many"}}, "because"}})
	checkTexts(t, page, map[string]string{".rule .problem": "because."})
	if got := selected(page); got != "there are many events|a webhook" || valueOf(page, "url") != "nowhere" || valueOf(page, "threshold") != "many" || valueOf(page, "secret") != "" {
		t.Errorf("chosen is %q, url %q, threshold %q, secret %q", got, valueOf(page, "url"), valueOf(page, "threshold"), valueOf(page, "secret"))
	}
}
