package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getNewRule shows the form for a rule.
func (s *Server) getNewRule(w http.ResponseWriter, r *http.Request, in inProject) error {
	usual := newRule(in.project)
	usual.Condition.Type, usual.Action.Type = mesher.OnNewIssue, mesher.Websocket
	p, err := s.rulePage(r, in, mesher.Rule{}, ui.RuleOf(usual))
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, p)
}

// getRulePage shows a rule, for changing it.
func (s *Server) getRulePage(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID) error {
	return s.showRule(w, r, in, id, func(*ui.RulePage) {})
}

// showRule shows a rule as it is stored, with a message about it.
func (s *Server) showRule(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID, say func(*ui.RulePage)) error {
	rule, err := s.config.Store.Rule(r.Context(), id)
	if err != nil {
		return err
	}
	p, err := s.rulePage(r, in, rule, ui.RuleOf(rule))
	if err != nil {
		return err
	}
	say(&p)
	return s.show(w, http.StatusOK, p)
}

func (s *Server) rulePage(r *http.Request, in inProject, rule mesher.Rule, form ui.Form) (p ui.RulePage, err error) {
	p = ui.RulePage{ID: rule.ID, Title: rule.Name, Form: form, Mails: s.config.Mail != nil}
	p.Frame, err = s.frame(r, in.who, in.project, ui.Alerts)
	return p, err
}

// postNewRule makes a rule.
func (s *Server) postNewRule(w http.ResponseWriter, r *http.Request, in inProject) error {
	return s.saveRule(w, r, in, mesher.Rule{}, newRule(in.project), s.config.Store.CreateRule, "made")
}

// postRulePage changes a rule.
func (s *Server) postRulePage(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID) error {
	rule, err := s.config.Store.Rule(r.Context(), id)
	if err != nil {
		return err
	}
	return s.saveRule(w, r, in, rule, rule, s.config.Store.SaveRule, "saved")
}

// saveRule stores a rule with what was typed, and redirects to the list; or shows
// the form again, of the rule as it was shown. A webhook's secret that was just
// made is shown in the answer itself: no other page could show it.
func (s *Server) saveRule(w http.ResponseWriter, r *http.Request, in inProject, shown, rule mesher.Rule,
	save func(context.Context, mesher.Rule) error, done string) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	before := rule.Action.Secret
	form, err := ruleFormOf(typed)
	if err == nil {
		if rule, err = form.onto(rule); err == nil {
			err = save(r.Context(), rule)
		}
	}
	if err != nil {
		p, failed := s.rulePage(r, in, shown, ui.Form{Values: typed})
		if failed != nil {
			return failed
		}
		return s.again(w, r, err, func(problem string) page {
			p.Form.Problem = problem
			return p
		})
	}
	if secret := rule.Action.Secret; secret != before && form.Action.Secret == "" {
		return s.showRule(w, r, in, rule.ID, func(p *ui.RulePage) { p.Secret, p.Done = secret.Reveal(), done })
	}
	return seeOther(w, r, alertsPath(in.project)+"?done="+done)
}

// ruleFormOf reads the form of [ui.RuleOf]. Fields that do not belong to the
// chosen condition and action are ignored: nobody sees them.
func ruleFormOf(typed url.Values) (form ruleForm, err error) {
	cooldown, err := numberOf(typed, "cooldown_minutes", "how long to be quiet")
	if err != nil {
		return form, err
	}
	form = ruleForm{
		Name: new(typed.Get("name")), CooldownMinutes: &cooldown, Enabled: new(typed.Has("enabled")),
		Condition: &mesher.Condition{Type: mesher.ConditionType(typed.Get("condition_type"))},
		Action:    &ruleAction{Type: mesher.Channel(typed.Get("type"))},
	}
	if form.Condition.Type == mesher.OnThreshold {
		threshold, err := numberOf(typed, "threshold", "how many events")
		if err != nil {
			return form, err
		}
		form.Condition.Threshold = int64(threshold)
		if form.Condition.WindowMinutes, err = numberOf(typed, "window_minutes", "in how many minutes"); err != nil {
			return form, err
		}
	}
	switch form.Action.Type {
	case mesher.Webhook:
		form.Action.URL, form.Action.Secret = strings.TrimSpace(typed.Get("url")), typed.Get("secret")
	case mesher.Email:
		form.Action.To = strings.FieldsFunc(typed.Get("to"), func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) })
	}
	return form, nil
}

// postRuleTestPage delivers a test now, and shows the outcome.
func (s *Server) postRuleTestPage(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID) error {
	undelivered, err := s.testRule(r, in, id)
	if err != nil {
		return err
	}
	return s.showRule(w, r, in, id, func(p *ui.RulePage) {
		if p.Tested = "The test was delivered"; undelivered != nil {
			p.Tested, p.Failed = "The test was not delivered: "+undelivered.Error(), true
		}
	})
}

// postRuleDeletePage removes a rule.
func (s *Server) postRuleDeletePage(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID) error {
	if err := s.config.Store.DeleteRule(r.Context(), id); err != nil {
		return err
	}
	return seeOther(w, r, alertsPath(in.project)+"?done=deleted")
}
