package ui

import (
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestFrame(t *testing.T) {
	till := mesher.Project{ID: 2, Name: "Till", Slug: "till"}
	frame := shopFrame
	frame.Name = "Ada"
	frame.Orgs = []OrgProjects{{Org: mesher.Org{Name: "Engines", Slug: "engines"}, Projects: []mesher.Project{shopFrame.Project, till}}, {Org: mesher.Org{Name: "Empty"}}}
	page, _ := rendered(t, IssuesPage{Frame: frame})
	checkTexts(t, page, map[string]string{
		".switch summary":          "Project: Shop",
		".switch h2":               "Engines|Empty",
		".switch li a":             "Shop|Till",
		".switch [aria-current]":   "Shop",
		".sections a":              "Issues|Dashboard|Alerts|Settings",
		".sections [aria-current]": "Issues",
		".account a":               "Ada",
		".account button":          "Sign out",
	})
	if got, want := page.All(".switch li a")[1].Attr("href"), "/projects/till/issues"; got != want {
		t.Errorf("the other project is at %q, want %q", got, want)
	}

	if got, want := page.All(".switch h2 a")[0].Attr("href"), "/orgs/engines"; got != want {
		t.Errorf("the organisation is at %q, want %q", got, want)
	}

	page, _ = rendered(t, ProjectsPage{})
	checkTexts(t, page, map[string]string{".switch": "", ".sections": "", ".account button": "Sign out"})
}
