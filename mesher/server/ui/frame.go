package ui

import (
	"slices"

	"github.com/mesh-actors/mesh/mesher"
)

// A Frame is what surrounds the pages of who is signed in: where they are, and
// where else they may go.
type Frame struct {
	Name    string         // of who looks
	Project mesher.Project // the one that the page is about; zero: none
	Section Section
	Orgs    []OrgProjects
}

// OrgProjects are an organisation's projects.
type OrgProjects struct {
	Org      mesher.Org
	Projects []mesher.Project
}

// A Section is a part of what there is about a project. Its value is the last
// part of its address.
type Section string

const (
	Issues    Section = "issues"
	Dashboard Section = "dashboard"
	Alerts    Section = "alerts"
	Settings  Section = "settings"
)

// A place is where a link of the frame leads.
type place struct {
	Name, Path string
	Here       bool // the page is there, or below
}

// Sections lead to the parts of the project.
func (f Frame) Sections() []place {
	if f.Project.Slug == "" {
		return nil
	}
	return []place{
		{"Issues", pathOf(f.Project, Issues), f.Section == Issues},
		{"Dashboard", pathOf(f.Project, Dashboard), f.Section == Dashboard},
		{"Alerts", pathOf(f.Project, Alerts), f.Section == Alerts},
		{"Settings", pathOf(f.Project, Settings), f.Section == Settings},
	}
}

// Elsewhere leads to the same part of each of an organisation's projects.
func (f Frame) Elsewhere(in OrgProjects) []place {
	section := f.Section
	if section == "" {
		section = Issues
	}
	places := make([]place, len(in.Projects))
	for i, p := range in.Projects {
		places[i] = place{p.Name, pathOf(p, section), p.ID == f.Project.ID}
	}
	return places
}

// Choices tells whether there is a project to go to at all.
func (f Frame) Choices() bool {
	return slices.ContainsFunc(f.Orgs, func(o OrgProjects) bool { return len(o.Projects) > 0 })
}

// pathOf is the address of a part of a project. A slug needs no escaping.
func pathOf(p mesher.Project, section Section) string {
	return "/projects/" + p.Slug + "/" + string(section)
}
