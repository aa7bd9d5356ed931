package ui

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// IssuePage is one issue with its newest event.
type IssuePage struct {
	Frame
	Issue mesher.Issue
	Event *mesher.Event // nil: none is left
	Now   time.Time
}

var issuePage = page("issue.html")

// Render writes the page.
func (p IssuePage) Render(w io.Writer) error { return render(w, issuePage, p) }

// Raised is what the event's program raised, the last first.
func (p IssuePage) Raised() []raised { return raisedBy(p.Event.Exceptions) }

// Message is the event's message where no exception says it already.
func (p IssuePage) Message() string {
	for _, x := range p.Event.Exceptions {
		if x.Value == p.Event.Message {
			return ""
		}
	}
	return p.Event.Message
}

// Facts are the event's few plain values.
func (p IssuePage) Facts() []field {
	e := p.Event
	sdk := e.SDK.Name
	if e.SDK.Version != "" {
		sdk += " " + e.SDK.Version
	}
	return given(field{"Event", e.ID.String()}, field{"Environment", e.Environment}, field{"Release", e.Release},
		field{"Transaction", e.Transaction}, field{"Server", e.ServerName}, field{"Logger", e.Logger},
		field{"Platform", e.Platform}, field{"SDK", sdk})
}

// Tags are the event's tags by name.
func (p IssuePage) Tags() []field { return stringsOf(p.Event.Tags) }

// User is who met the error.
func (p IssuePage) User() []field {
	u := p.Event.User
	if u == nil {
		return nil
	}
	known := given(field{"ID", u.ID}, field{"Name", u.Name}, field{"Username", u.Username},
		field{"E-mail", u.Email}, field{"Address", u.IPAddress})
	return append(known, fieldsOf(u.Data)...)
}

// A part is a named group of values.
type part struct {
	Name   string
	Fields []field
}

// RequestParts are what is known of the HTTP request besides its first line.
func (p IssuePage) RequestParts() []part {
	r := p.Event.Request
	var body []field
	if len(r.Data) > 0 {
		body = []field{{"Body", readable(r.Data)}}
	}
	return filled(part{"Query", given(field{"Query", r.QueryString})}, part{"Body", body},
		part{"Headers", pairsOf(r.Headers)}, part{"Cookies", pairsOf(r.Cookies)}, part{"Environment", pairsOf(r.Env)})
}

// Details are what the client told about its surroundings.
func (p IssuePage) Details() []part {
	var parts []part
	for _, name := range slices.Sorted(maps.Keys(p.Event.Contexts)) {
		raw := p.Event.Contexts[name]
		var values map[string]json.RawMessage
		if json.Unmarshal(raw, &values) != nil {
			values = map[string]json.RawMessage{name: raw}
		}
		parts = append(parts, part{name, fieldsOf(values)})
	}
	parts = append(parts, part{"Extra", fieldsOf(p.Event.Extra)}, part{"Modules", stringsOf(p.Event.Modules)})
	return filled(parts...)
}

func filled(parts ...part) []part {
	return slices.DeleteFunc(parts, func(p part) bool { return len(p.Fields) == 0 })
}

// Crumbs are what happened before, the latest first: next to the error.
func (p IssuePage) Crumbs() (crumbs []crumb) {
	for _, b := range slices.Backward(p.Event.Breadcrumbs) {
		crumbs = append(crumbs, crumb{b, newMoment(b.Timestamp, p.Now), fieldsOf(b.Data)})
	}
	return crumbs
}

// A crumb is a breadcrumb with its data listed.
type crumb struct {
	mesher.Breadcrumb
	At     moment
	Fields []field
}

// Why says by what the issue's events were put together.
func (p IssuePage) Why() string {
	switch p.Issue.Grouping.Variant {
	case "fingerprint":
		return "The program gave these events the same fingerprint."
	case "stack":
		return "The same exceptions were raised along the same calls."
	case "exception":
		return "The same exception carried the same text, once numbers and names were set aside."
	case "message":
		return "The messages are the same, once numbers and names were set aside."
	}
	return "Little was known about these events; this is what they share."
}
