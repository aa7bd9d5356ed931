package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getSettingsPage shows a project's settings, also to members, who may not change
// them.
func (s *Server) getSettingsPage(w http.ResponseWriter, r *http.Request, in inProject) error {
	p, err := s.settingsPage(r, in)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, p)
}

func (s *Server) settingsPage(r *http.Request, in inProject) (p ui.SettingsPage, err error) {
	p = ui.SettingsPage{
		Naming: ui.NamingOf(in.project), Limits: ui.LimitsOf(in.project.Settings), Rate: max(s.config.RateLimit, 0),
		Base: s.baseURL(r), Done: r.URL.Query().Get("done"), Now: time.Now(),
	}
	if p.May, err = s.may(r, in.who, in.project.OrgID, admin); err != nil {
		return p, err
	}
	if p.Keys, err = s.config.Store.KeysOf(r.Context(), in.project.ID); err != nil {
		return p, err
	}
	if p.Used, err = s.config.Store.Storage(r.Context(), in.project.ID); err != nil {
		return p, err
	}
	p.Frame, err = s.frame(r, in.who, in.project, ui.Settings)
	return p, err
}

// refuseSettings shows the page again with the refused form.
func (s *Server) refuseSettings(w http.ResponseWriter, r *http.Request, in inProject, why error, refused func(*ui.SettingsPage) *ui.Form, typed url.Values) error {
	p, err := s.settingsPage(r, in)
	if err != nil {
		return err
	}
	return s.again(w, r, why, func(problem string) page {
		*refused(&p) = ui.Form{Values: typed, Problem: problem}
		return p
	})
}

// postNamePage renames a project, and redirects to its new address.
func (s *Server) postNamePage(w http.ResponseWriter, r *http.Request, in inProject) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	renamed, err := renamedAs(in.project, typed)
	if err == nil {
		err = s.config.Store.RenameProject(r.Context(), renamed)
	}
	if err != nil {
		return s.refuseSettings(w, r, in, err, func(p *ui.SettingsPage) *ui.Form { return &p.Naming }, typed)
	}
	return seeOther(w, r, settingsPath(renamed)+"?done=name")
}

// renamedAs returns a project with the names in a form. Unlike the API's, the
// form has all of them: an empty platform means none.
func renamedAs(p mesher.Project, typed url.Values) (mesher.Project, error) {
	if typed.Get("name") == "" {
		return p, mesher.Errorf(mesher.Invalid, "a project needs a name")
	}
	form, err := nameForm{typed.Get("name"), typed.Get("slug"), typed.Get("platform")}.named("project", nameForm{})
	p.Name, p.Slug, p.Platform = form.Name, form.Slug, form.Platform
	return p, err
}

// postSettingsPage changes how many events are kept, and for how long.
func (s *Server) postSettingsPage(w http.ResponseWriter, r *http.Request, in inProject) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	settings, err := limitsOf(typed)
	if err == nil {
		err = s.config.Admin.SaveSettings(r.Context(), in.project.ID, settings)
	}
	if err != nil {
		return s.refuseSettings(w, r, in, err, func(p *ui.SettingsPage) *ui.Form { return &p.Limits }, typed)
	}
	return seeOther(w, r, settingsPath(in.project)+"?done=limits")
}

// limitsOf reads the form of [ui.LimitsOf].
func limitsOf(typed url.Values) (settings mesher.Settings, err error) {
	if settings.RetentionDays, err = numberOf(typed, "retention_days", "the days to keep events"); err != nil {
		return settings, err
	}
	if settings.RateLimitPerMinute, err = numberOf(typed, "rate_limit_per_minute", "the limit of events per minute"); err != nil {
		return settings, err
	}
	percent, err := strconv.ParseFloat(strings.TrimSpace(typed.Get("sample_percent")), 64)
	if err != nil || !(percent >= 0 && percent <= 100) { // also true for NaN
		return settings, mesher.Errorf(mesher.Invalid, "the sample must be above 0 and at most 100 percent")
	}
	if settings.SampleRate = percent / 100; settings.SampleRate == 0 {
		return settings, errNoSample
	}
	return settings, settings.Check()
}

// numberOf reads a whole number; an empty field is 0. what names the field, for the
// error.
func numberOf(typed url.Values, name, what string) (int, error) {
	text := strings.TrimSpace(typed.Get(name))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, mesher.Errorf(mesher.Invalid, "%s must be a whole number", what)
	}
	return n, nil
}

// postProjectDeletePage removes a project with all its events, if who asks has typed
// its name: nothing brings it back.
func (s *Server) postProjectDeletePage(w http.ResponseWriter, r *http.Request, in inProject) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	if strings.TrimSpace(typed.Get("name")) != in.project.Name {
		err = mesher.Errorf(mesher.Invalid, "the name of the project is %s", in.project.Name)
	} else {
		err = s.deleteProject(r.Context(), in.project)
	}
	if err != nil {
		return s.refuseSettings(w, r, in, err, func(p *ui.SettingsPage) *ui.Form { return &p.Deleting }, typed)
	}
	return seeOther(w, r, "/orgs/"+in.project.OrgID.String()+"?done=deleted")
}

func settingsPath(p mesher.Project) string {
	return "/projects/" + url.PathEscape(p.Slug) + "/settings"
}
