package storetest

import (
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// aRule adds a rule for new issues, after the given changes.
func (s *scene) aRule(change ...func(*mesher.Rule)) mesher.Rule {
	s.Helper()
	r := mesher.Rule{
		ID: uuid.Must(uuid.NewV7()), Project: s.project.ID, Name: "new ones", Condition: mesher.Condition{Type: mesher.OnNewIssue},
		Action:   mesher.Action{Type: mesher.Webhook, URL: "https://example.com/hook", Secret: mesher.SecretOf("whsec_1")},
		Cooldown: time.Hour, Enabled: true, CreatedAt: noon,
	}
	for _, c := range change {
		c(&r)
	}
	s.must(s.store.CreateRule(s.Context(), r))
	return r
}

func (s *scene) rule(id uuid.UUID) mesher.Rule {
	s.Helper()
	r, err := s.store.Rule(s.Context(), id)
	s.must(err)
	return r
}

func (s *scene) wantRule(got, want mesher.Rule) {
	s.Helper()
	if !reflect.DeepEqual(got, want) {
		s.Errorf("the rule is %+v, want %+v", got, want)
	}
}

var ruleTests = map[string]func(*scene){
	"a rule comes back as it went": func(s *scene) {
		webhook := s.aRule()
		s.wantRule(s.rule(webhook.ID), webhook)
		wantEqual(s, "the secret", s.rule(webhook.ID).Action.Secret.Reveal(), "whsec_1")
		email := s.aRule(func(r *mesher.Rule) {
			r.Condition = mesher.Condition{Type: mesher.OnThreshold, Threshold: 100, WindowMinutes: 5}
			r.Action = mesher.Action{Type: mesher.Email, To: []string{"ada@example.com", "eve@example.com"}}
			r.Cooldown, r.Enabled, r.LastFiredAt = 0, false, noon
		})
		s.wantRule(s.rule(email.ID), email)
		_, err := s.store.Rule(s.Context(), uuid.New())
		s.wantKind(err, mesher.NotFound)
	},
	"rules are listed by project, and those enabled of all": func(s *scene) {
		other := s.anotherProject("other")
		a, off := s.aRule(), s.aRule(func(r *mesher.Rule) { r.Enabled = false })
		b := s.aRule(func(r *mesher.Rule) { r.Project = other.ID })
		listed, err := s.store.Rules(s.Context(), s.project.ID)
		s.must(err)
		if len(listed) != 2 || listed[0].ID != a.ID || listed[1].ID != off.ID {
			s.Errorf("the project's rules are %+v", listed)
		}
		enabled, err := s.store.EnabledRules(s.Context())
		s.must(err)
		if len(enabled) != 2 || enabled[0].ID != a.ID || enabled[1].ID != b.ID {
			s.Errorf("the rules enabled are %+v", enabled)
		}
	},
	"what people set changes, and when it fired does not": func(s *scene) {
		r := s.aRule(func(r *mesher.Rule) { r.LastFiredAt = noon })
		changed := r
		changed.Name, changed.Cooldown, changed.Enabled = "others", time.Minute, false
		changed.Action = mesher.Action{Type: mesher.Websocket}
		changed.Condition = mesher.Condition{Type: mesher.OnThreshold, Threshold: 1, WindowMinutes: 2}
		changed.LastFiredAt, changed.Project = time.Time{}, r.Project+1
		s.must(s.store.SaveRule(s.Context(), changed))
		changed.LastFiredAt, changed.Project = r.LastFiredAt, r.Project
		s.wantRule(s.rule(r.ID), changed)
		changed.ID = uuid.New()
		s.wantKind(s.store.SaveRule(s.Context(), changed), mesher.NotFound)
	},
	"a rule that is deleted is gone": func(s *scene) {
		r := s.aRule()
		s.must(s.store.DeleteRule(s.Context(), r.ID))
		_, err := s.store.Rule(s.Context(), r.ID)
		s.wantKind(err, mesher.NotFound)
		s.wantKind(s.store.DeleteRule(s.Context(), r.ID), mesher.NotFound)
	},
	"a project has no more rules than it may": func(s *scene) {
		for range mesher.MaxRules {
			s.aRule()
		}
		s.wantKind(s.store.CreateRule(s.Context(), mesher.Rule{ID: uuid.New(), Project: s.project.ID, CreatedAt: noon}), mesher.Conflict)
		other := s.anotherProject("other")
		s.aRule(func(r *mesher.Rule) { r.Project = other.ID })
	},
}
