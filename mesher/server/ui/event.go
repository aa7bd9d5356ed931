package ui

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// EventPage is one event of an issue.
type EventPage struct {
	Frame
	Issue mesher.Issue
	Event mesher.StoredEvent
	Now   time.Time
}

var eventPage = page("event.html", "story.html")

// Render writes the page.
func (p EventPage) Render(w io.Writer) error { return render(w, eventPage, p) }

// Shown is the event.
func (p EventPage) Shown() eventView { return eventView{p.Event.Event, p.Project, p.Now} }

// Newer and Older lead to the neighbours in the issue; empty at its ends.
func (p EventPage) Newer() string { return pathOfEvent(p.Event.NextID) }
func (p EventPage) Older() string { return pathOfEvent(p.Event.PrevID) }

func pathOfEvent(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return "/events/" + id.String()
}

// An eventView is an event as a page lays it out.
type eventView struct {
	*mesher.Event
	Project mesher.Project
	Now     time.Time
}

// At is when the event came.
func (v eventView) At() moment { return newMoment(v.ReceivedAt, v.Now) }

// Happened is when its program says it happened, if that was not just before.
func (v eventView) Happened() string {
	if v.Timestamp.IsZero() || v.ReceivedAt.Sub(v.Timestamp).Abs() < time.Minute {
		return ""
	}
	return newMoment(v.Timestamp, v.Now).Exact()
}

// Raised is what the event's program raised, the last first.
func (v eventView) Raised() []raised { return raisedBy(v.Exceptions) }

// Said is the event's message where no exception says it already.
func (v eventView) Said() string {
	for _, x := range v.Exceptions {
		if x.Value == v.Message {
			return ""
		}
	}
	return v.Message
}

// Facts are the event's few plain values.
func (v eventView) Facts() []field {
	e := v.Event
	sdk := e.SDK.Name
	if e.SDK.Version != "" {
		sdk += " " + e.SDK.Version
	}
	return given(field{"Event", e.ID.String()}, field{"Environment", e.Environment}, field{"Release", e.Release},
		field{"Transaction", e.Transaction}, field{"Server", e.ServerName}, field{"Logger", e.Logger},
		field{"Platform", e.Platform}, field{"SDK", sdk})
}

// A tagged is a tag of the event, with the way to the issues that have it.
type tagged struct {
	field
	Path string
}

// TagList are the event's tags by name.
func (v eventView) TagList() (tags []tagged) {
	for _, f := range stringsOf(v.Tags) {
		tags = append(tags, tagged{f, addressOf(v.Project).with(filter{"status", ""}, filterOf(f.Name, f.Value))})
	}
	return tags
}

// Person is who met the error.
func (v eventView) Person() []field {
	u := v.User
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
func (v eventView) RequestParts() []part {
	r := v.Request
	var body []field
	if len(r.Data) > 0 {
		body = []field{{"Body", readable(r.Data)}}
	}
	return filled(part{"Query", given(field{"Query", r.QueryString})}, part{"Body", body},
		part{"Headers", pairsOf(r.Headers)}, part{"Cookies", pairsOf(r.Cookies)}, part{"Environment", pairsOf(r.Env)})
}

// Details are what the client told about its surroundings.
func (v eventView) Details() []part {
	var parts []part
	for _, name := range slices.Sorted(maps.Keys(v.Contexts)) {
		raw := v.Contexts[name]
		var values map[string]json.RawMessage
		if json.Unmarshal(raw, &values) != nil {
			values = map[string]json.RawMessage{name: raw}
		}
		parts = append(parts, part{name, fieldsOf(values)})
	}
	parts = append(parts, part{"Extra", fieldsOf(v.Extra)}, part{"Modules", stringsOf(v.Modules)})
	return filled(parts...)
}

func filled(parts ...part) []part {
	return slices.DeleteFunc(parts, func(p part) bool { return len(p.Fields) == 0 })
}

// Crumbs are what happened before, the latest first: next to the error.
func (v eventView) Crumbs() (crumbs []crumb) {
	for _, b := range slices.Backward(v.Breadcrumbs) {
		crumbs = append(crumbs, crumb{b, newMoment(b.Timestamp, v.Now), fieldsOf(b.Data)})
	}
	return crumbs
}

// A crumb is a breadcrumb with its data listed.
type crumb struct {
	mesher.Breadcrumb
	At     moment
	Fields []field
}
