package ui

import (
	"io"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// IssuesPage is a project's list of issues.
type IssuesPage struct {
	Project mesher.Project
	Issues  []mesher.Issue
	Further bool   // this is not the first page
	Next    string // address of the next page; empty on the last
	Now     time.Time
}

var issuesPage = page("issues.html")

// Render writes the page.
func (p IssuesPage) Render(w io.Writer) error { return render(w, issuesPage, p) }
