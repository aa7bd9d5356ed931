package ui

import (
	"io"
	"net/url"
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// SettingsPage shows a project's settings and keys, for its admins to change.
type SettingsPage struct {
	Frame
	May      bool // whether the reader may change them
	Naming   Form // see [NamingOf]
	Limits   Form // see [LimitsOf]
	NewKey   Form // label
	Deleting Form // name, as a confirmation
	Keys     []mesher.Key
	Base     *url.URL // where clients reach this installation
	Rate     int      // events per minute of projects without a limit of their own; 0: any number
	Used     mesher.Storage
	Done     string // what was just done: a value of settingsDone
	Now      time.Time
}

// NamingOf is the form that names a project: name, slug, platform.
func NamingOf(p mesher.Project) Form {
	return Form{Values: url.Values{"name": {p.Name}, "slug": {p.Slug}, "platform": {p.Platform}}}
}

// LimitsOf is the form with which events are limited: retention_days, sample_percent
// and rate_limit_per_minute. Fields that a project leaves to the installation are
// empty.
func LimitsOf(s mesher.Settings) Form {
	number := func(n int) []string {
		if n == 0 {
			return nil
		}
		return []string{strconv.Itoa(n)}
	}
	percent := "100"
	if s.SampleRate != 0 {
		percent = strconv.FormatFloat(s.SampleRate*100, 'g', 10, 64)
	}
	return Form{Values: url.Values{"retention_days": number(s.RetentionDays), "sample_percent": {percent},
		"rate_limit_per_minute": number(s.RateLimitPerMinute)}}
}

var settingsPage = page("settings.html", "key.html")

// Render writes the page.
func (p SettingsPage) Render(w io.Writer) error { return render(w, settingsPage, p) }

// Path is where the page's forms lead.
func (p SettingsPage) Path() string { return "/projects/" + p.Project.Slug }

// DefaultRetention is what an empty field means.
func (p SettingsPage) DefaultRetention() int { return mesher.DefaultRetention }

// DefaultRate is what an empty field means.
func (p SettingsPage) DefaultRate() string {
	if p.Rate == 0 {
		return "no limit"
	}
	return strconv.Itoa(p.Rate)
}

// A key as the page shows it.
type shownKey struct {
	mesher.Key
	DSN     string
	Created moment
	Revoked moment
	May     bool // whether the reader may revoke it
}

// Valid are the keys that open the project; Invalid are those that were revoked.
func (p SettingsPage) Valid() []shownKey   { return p.keys(false) }
func (p SettingsPage) Invalid() []shownKey { return p.keys(true) }

func (p SettingsPage) keys(revoked bool) (keys []shownKey) {
	for _, k := range p.Keys {
		if k.RevokedAt.IsZero() != revoked {
			keys = append(keys, shownKey{k, k.DSN(p.Base), newMoment(k.CreatedAt, p.Now), newMoment(k.RevokedAt, p.Now), p.May})
		}
	}
	return keys
}

var settingsDone = map[string]string{
	"name": "The name was saved", "limits": "The settings were saved", "key": "A key was made", "revoked": "The key was revoked",
}

// Said is what was just done. An address may say anything: what is no such value
// says nothing.
func (p SettingsPage) Said() string { return settingsDone[p.Done] }
