package server

import (
	"net/http"

	"github.com/mesh-actors/mesh/mesher"
)

type settingsView struct {
	RetentionDays      int     `json:"retention_days"`
	SampleRate         float64 `json:"sample_rate"`
	RateLimitPerMinute int     `json:"rate_limit_per_minute"` // 0: any number
}

// getSettings shows a project's settings, the defaults where it has none.
func (s *Server) getSettings(w http.ResponseWriter, r *http.Request, in inProject) error {
	own := in.project.Settings
	view := settingsView{own.Retention(), own.SampleRate, own.RateLimitPerMinute}
	if view.SampleRate == 0 {
		view.SampleRate = 1
	}
	if view.RateLimitPerMinute == 0 {
		view.RateLimitPerMinute = max(s.config.RateLimit, 0)
	}
	return writeJSON(w, http.StatusOK, view)
}

type settingsForm struct {
	RetentionDays      *int     `json:"retention_days"`
	SampleRate         *float64 `json:"sample_rate"`
	RateLimitPerMinute *int     `json:"rate_limit_per_minute"`
}

// postSettings changes the settings that are given. With 0, retention and rate
// limit are again the installation's defaults.
func (s *Server) postSettings(w http.ResponseWriter, r *http.Request, in inProject) error {
	var form settingsForm
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	settings := in.project.Settings
	if form.RetentionDays != nil {
		settings.RetentionDays = *form.RetentionDays
	}
	if form.SampleRate != nil {
		if settings.SampleRate = *form.SampleRate; settings.SampleRate == 0 {
			return errNoSample
		}
	}
	if form.RateLimitPerMinute != nil {
		settings.RateLimitPerMinute = *form.RateLimitPerMinute
	}
	if err := settings.Check(); err != nil {
		return err
	}
	if err := s.config.Admin.SaveSettings(r.Context(), in.project.ID, settings); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// errNoSample refuses a sample rate that is stored as that of no choice.
var errNoSample = mesher.Errorf(mesher.Invalid, "the sample rate is above 0 and at most 1; to take nothing, revoke the keys")
