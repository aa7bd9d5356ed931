package ui

import (
	"io"
	"maps"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// IssuesPage is a project's list of issues.
type IssuesPage struct {
	Frame
	Issues []mesher.Issue
	Trends []Volume   // of each issue in its place
	Asked  url.Values // what is asked for, by the names of the API
	Next   *mesher.Cursor
	Now    time.Time

	// What the list can be asked for.
	Environments, Releases []string
	Members                []mesher.Member
	Me                     uuid.UUID
}

var issuesPage = page("issues.html")

// Render writes the page.
func (p IssuesPage) Render(w io.Writer) error { return render(w, issuesPage, p) }

func (p IssuesPage) address() address { return address{pathOf(p.Project, Issues), p.Asked} }

// A row is an issue in the list.
type row struct {
	mesher.Issue
	Trend    Volume
	Assignee string // empty: nobody
}

// Rows are the issues of this page.
func (p IssuesPage) Rows() []row {
	rows := make([]row, len(p.Issues))
	for i, issue := range p.Issues {
		rows[i] = row{Issue: issue, Assignee: nameOf(p.Members, issue.AssignedTo)}
		if i < len(p.Trends) {
			rows[i].Trend = p.Trends[i]
		}
	}
	return rows
}

// Span is how long a time the trends cover; empty: there are none.
func (p IssuesPage) Span() string {
	if len(p.Trends) == 0 {
		return ""
	}
	return p.Trends[0].Span()
}

// Further tells whether this is not the first page.
func (p IssuesPage) Further() bool { return p.Asked.Has("cursor") }

// First leads to the first page, NextPage to the one that follows.
func (p IssuesPage) First() string    { return p.address().with() }
func (p IssuesPage) NextPage() string { return p.address().after(*p.Next) }

// Self is this page, where what is done to issues leads back to.
func (p IssuesPage) Self() string {
	asked := maps.Clone(p.Asked)
	asked.Del("done")
	if len(asked) == 0 {
		return p.First()
	}
	return p.address().path + "?" + asked.Encode()
}

// Statuses lead to the issues that stand elsewhere.
func (p IssuesPage) Statuses() []place {
	var places []place
	for _, s := range []struct {
		name   string
		status mesher.Status
	}{{"Unresolved", mesher.Unresolved}, {"Resolved", mesher.Resolved}, {"Archived", mesher.Archived}, {"Discarded", mesher.Discarded}, {"All", ""}} {
		places = append(places, place{s.name, p.address().with(filter{"status", string(s.status)}), mesher.Status(p.Asked.Get("status")) == s.status})
	}
	return places
}

// Sorts are the orders that the columns offer, greatest first.
func (p IssuesPage) Sorts() map[string]place {
	sorts := map[string]place{}
	for by, name := range sortNames {
		here := p.Asked.Get("sort") == string(by) || p.Asked.Get("sort") == "" && by == mesher.ByLastSeen
		sorts[string(by)] = place{name, p.address().with(filter{"sort", string(by)}), here}
	}
	return sorts
}

var sortNames = map[mesher.IssueSort]string{
	mesher.ByLastSeen: "Last seen", mesher.ByFirstSeen: "First seen", mesher.ByEvents: "Events", mesher.ByUsers: "Users",
}

// Done says what was just done to issues of the list.
func (p IssuesPage) Done() string { return doneBy(p.Asked.Get("done")) }
