package ui

import (
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// IssuePage is one issue with its newest event.
type IssuePage struct {
	Frame
	Issue    mesher.Issue
	Event    *mesher.Event         // nil: none is left
	Recent   []mesher.EventSummary // the newest first
	Facts    mesher.IssueFacts
	Volume   Volume
	During   string // what the volume covers, of Durings
	Activity []mesher.Activity
	Members  []mesher.Member
	Me       uuid.UUID
	Now      time.Time
}

var issuePage = page("issue.html", "story.html")

// Render writes the page.
func (p IssuePage) Render(w io.Writer) error { return render(w, issuePage, p) }

// Shown is the newest event.
func (p IssuePage) Shown() eventView { return eventView{p.Event, p.Project, p.Now} }

// Older leads to the event before the newest; empty when there is none.
func (p IssuePage) Older() string {
	if len(p.Recent) < 2 {
		return ""
	}
	return pathOfEvent(p.Recent[1].ID)
}

// Durings lead to charts of other stretches of time.
func (p IssuePage) Durings() []place { return durings("/issues/"+p.Issue.ID.String(), p.During) }

func durings(path, here string) (places []place) {
	for _, d := range [...]struct{ name, value string }{{"24 hours", "24h"}, {"14 days", "14d"}, {"90 days", "90d"}} {
		places = append(places, place{d.name, path + "?during=" + d.value, d.value == here})
	}
	return places
}

// Open tells whether the issue waits for somebody.
func (p IssuePage) Open() bool { return p.Issue.Status == mesher.Unresolved }

// People are those to whom the issue can be given, with who has it.
func (p IssuePage) People() []choice {
	has := ""
	if p.Issue.AssignedTo != uuid.Nil {
		has = p.Issue.AssignedTo.String()
	}
	people := chosen(has, append([]choice{{Name: "Nobody"}}, peopleOf(p.Members, p.Me)...))
	if last := &people[len(people)-1]; last.Chosen && last.Value == last.Name {
		last.Name = nameOf(p.Members, p.Issue.AssignedTo)
	}
	return people
}

// A tagShares is a tag with its most frequent values.
type tagShares struct {
	Key    string
	Shares []share
	Others int // values that are left out
}

// shownValues is how many values of a tag stand on an issue's page.
const shownValues = 3

// Counted says of which events the tags are.
func (p IssuePage) Counted() string {
	n := int64(p.Facts.TagsOf)
	if n == p.Issue.EventCount {
		return plural(n, "its event", "all its events")
	}
	return "the newest " + count(n) + " " + plural(n, "event", "events")
}

// Tags are those of the newest events.
func (p IssuePage) Tags() (tags []tagShares) {
	for _, t := range p.Facts.Tags {
		var of int64
		for _, v := range t.Values {
			of += v.Events
		}
		shown := min(len(t.Values), shownValues)
		tags = append(tags, tagShares{t.Key, sharesOf(p.Project, t.Key, t.Values[:shown], of), len(t.Values) - shown})
	}
	return tags
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
