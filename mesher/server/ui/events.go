package ui

import (
	"io"
	"net/url"
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// EventsPage lists an issue's events, the newest first.
type EventsPage struct {
	Frame
	Issue   mesher.Issue
	Events  []mesher.EventSummary
	Further bool // this is not the first page
	Next    *mesher.Cursor
	Now     time.Time
}

var eventsPage = page("events.html")

// Render writes the page.
func (p EventsPage) Render(w io.Writer) error { return render(w, eventsPage, p) }

// First leads to the first page, NextPage to the one that follows.
func (p EventsPage) First() string { return "/issues/" + p.Issue.ID.String() + "/events" }
func (p EventsPage) NextPage() string {
	return p.First() + "?" + url.Values{"cursor": {strconv.FormatInt(p.Next.Value, 10)}, "cursor_id": {p.Next.ID.String()}}.Encode()
}
