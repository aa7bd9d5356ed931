package ui

import (
	"io"
	"net/url"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// WelcomePage shows how to send a project's first event, and looks for it
// every few seconds: by a script, else by loading itself again.
type WelcomePage struct {
	Frame
	Key  mesher.Key // none: a key is to be made first
	Base *url.URL   // where clients reach us
}

var welcomePage = page("welcome.html")

// Render writes the page.
func (p WelcomePage) Render(w io.Writer) error { return render(w, welcomePage, p) }

// HasKey tells whether there is a key to show.
func (p WelcomePage) HasKey() bool { return p.Key.Value != "" }

// Keys leads to where one is made.
func (p WelcomePage) Keys() string { return pathOf(p.Project, Settings) }

// DSN is what an SDK is told.
func (p WelcomePage) DSN() string { return p.Key.DSN(p.Base) }

// Curl is a command that sends an event from any shell.
func (p WelcomePage) Curl() string {
	door := p.Base.JoinPath("/api/v1/events").String()
	return "curl " + quoted(door) + " \\\n" +
		"  -H " + quoted("Authorization: Bearer "+p.Key.Value) + " \\\n" +
		"  -d " + quoted(`{"message": "Hello from curl", "level": "info"}`)
}

// quoted makes one word of s for a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
