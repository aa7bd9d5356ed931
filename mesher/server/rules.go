package server

import (
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

type ruleView struct {
	ID              uuid.UUID        `json:"id"`
	ProjectID       mesher.ProjectID `json:"project_id"`
	Name            string           `json:"name"`
	Condition       mesher.Condition `json:"condition"`
	Action          ruleAction       `json:"action"`
	CooldownMinutes int64            `json:"cooldown_minutes"`
	Enabled         bool             `json:"enabled"`
	LastFiredAt     *string          `json:"last_fired_at"`
	CreatedAt       string           `json:"created_at"`
}

// viewRule shows a rule without its secret.
func viewRule(r mesher.Rule) ruleView {
	return ruleView{
		r.ID, r.Project, r.Name, r.Condition, ruleAction{Type: r.Action.Type, URL: r.Action.URL, To: r.Action.To},
		int64(r.Cooldown / time.Minute), r.Enabled, timeOrNull(r.LastFiredAt), mesher.FormatTime(r.CreatedAt),
	}
}

// getRules lists a project's alert rules. The addresses of some receivers are
// enough to send there, so the list is for those who manage rules.
func (s *Server) getRules(w http.ResponseWriter, r *http.Request, in inProject) error {
	rules, err := s.config.Store.Rules(r.Context(), in.project.ID)
	if err != nil {
		return err
	}
	views := viewAll(rules, viewRule)
	if s.config.Gate.Need(r.Context(), in.who, in.project.OrgID, admin) != nil {
		for i := range views {
			views[i].Action.URL = originOf(views[i].Action.URL)
		}
	}
	return writeJSON(w, http.StatusOK, views)
}

// originOf returns an address without what comes after the host.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// A ruleForm is the part of a rule that people set. A field that is missing from
// the request stays as it is.
type ruleForm struct {
	Name            *string           `json:"name"`
	Condition       *mesher.Condition `json:"condition"`
	Action          *ruleAction       `json:"action"`
	CooldownMinutes *int              `json:"cooldown_minutes"`
	Enabled         *bool             `json:"enabled"`
}

type ruleAction struct {
	Type   mesher.Channel `json:"type"`
	URL    string         `json:"url,omitempty"`    // of a webhook
	Secret string         `json:"secret,omitempty"` // of a webhook; shown once, when it is made
	To     []string       `json:"to,omitempty"`     // of e-mail
}

// readRule reads the fields of a rule to set.
func (s *Server) readRule(r *http.Request, rule mesher.Rule) (mesher.Rule, error) {
	var form ruleForm
	if err := s.readForm(r, &form); err != nil {
		return rule, err
	}
	return form.onto(rule)
}

// onto returns a rule with what the form sets.
func (form ruleForm) onto(rule mesher.Rule) (mesher.Rule, error) {
	if form.Name != nil {
		rule.Name = *form.Name
	}
	if form.Condition != nil {
		rule.Condition = *form.Condition
	}
	if a := form.Action; a != nil {
		secret := rule.Action.Secret
		if a.Secret != "" {
			secret = mesher.SecretOf(a.Secret)
		}
		rule.Action = mesher.Action{Type: a.Type, URL: a.URL, Secret: secret, To: a.To}
	}
	if form.CooldownMinutes != nil {
		rule.Cooldown = time.Duration(*form.CooldownMinutes) * time.Minute
	}
	if form.Enabled != nil {
		rule.Enabled = *form.Enabled
	}
	return rule.Checked()
}

// newRule returns a rule of which nothing was set yet.
func newRule(project mesher.Project) mesher.Rule {
	return mesher.Rule{
		ID: uuid.Must(uuid.NewV7()), Project: project.ID, Cooldown: mesher.DefaultCooldown, Enabled: true,
		CreatedAt: time.Now().UTC().Truncate(time.Microsecond),
	}
}

// postRule makes a rule. This is the one time that a webhook's secret is shown.
func (s *Server) postRule(w http.ResponseWriter, r *http.Request, in inProject) error {
	rule, err := s.readRule(r, newRule(in.project))
	if err != nil {
		return err
	}
	if err := s.config.Store.CreateRule(r.Context(), rule); err != nil {
		return err
	}
	view := viewRule(rule)
	view.Action.Secret = rule.Action.Secret.Reveal()
	return writeJSON(w, http.StatusCreated, view)
}

// postRuleEdit changes a rule.
func (s *Server) postRuleEdit(w http.ResponseWriter, r *http.Request, _ inProject, id uuid.UUID) error {
	rule, err := s.config.Store.Rule(r.Context(), id)
	if err != nil {
		return err
	}
	if rule, err = s.readRule(r, rule); err != nil {
		return err
	}
	if err := s.config.Store.SaveRule(r.Context(), rule); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

type toggleForm struct {
	Enabled *bool `json:"enabled"`
}

// postRuleToggle switches a rule on or off.
func (s *Server) postRuleToggle(w http.ResponseWriter, r *http.Request, _ inProject, id uuid.UUID) error {
	var form toggleForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	if form.Enabled == nil {
		return mesher.Errorf(mesher.Invalid, "enabled must be true or false")
	}
	rule, err := s.config.Store.Rule(r.Context(), id)
	if err != nil {
		return err
	}
	rule.Enabled = *form.Enabled
	if err := s.config.Store.SaveRule(r.Context(), rule); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// postRuleDelete removes a rule.
func (s *Server) postRuleDelete(w http.ResponseWriter, r *http.Request, _ inProject, id uuid.UUID) error {
	if err := s.config.Store.DeleteRule(r.Context(), id); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// A tested says whether a test arrived, and if not, why.
type tested struct {
	done
	Error string `json:"error,omitempty"`
}

// postRuleTest delivers a test now.
func (s *Server) postRuleTest(w http.ResponseWriter, r *http.Request, in inProject, id uuid.UUID) error {
	undelivered, err := s.testRule(r, in, id)
	if err != nil {
		return err
	}
	if undelivered != nil {
		return writeJSON(w, http.StatusOK, tested{done{Status: "failed"}, undelivered.Error()})
	}
	return writeJSON(w, http.StatusOK, tested{done: oneDone})
}

// testRule delivers a test; undelivered says why it did not arrive. Tests by mail are
// limited, as invitations are.
func (s *Server) testRule(r *http.Request, in inProject, id uuid.UUID) (undelivered, err error) {
	rule, err := s.config.Store.Rule(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if s.config.TestRule == nil {
		return nil, mesher.Errorf(mesher.Unavailable, "alerts are not delivered by this program")
	}
	if rule.Action.Type == mesher.Email {
		if err := s.mayMail(in.who, in.project.OrgID); err != nil {
			return nil, err
		}
	}
	return s.config.TestRule(r.Context(), rule), nil
}

// projectOfRule is whose a rule is.
func (s *Server) projectOfRule(r *http.Request, id uuid.UUID) (mesher.ProjectID, error) {
	rule, err := s.config.Store.Rule(r.Context(), id)
	return rule.Project, err
}
