package ui

import (
	"io"

	"github.com/mesh-actors/mesh/mesher"
)

// LoginPage asks who somebody is.
type LoginPage struct {
	Email   string // as it was typed before
	Next    string // where to go from here: a path of ours
	Problem string // with what was typed; empty: none
}

// SetupPage makes the first account.
type SetupPage struct {
	Token   string // of the link that led here
	Email   string
	Name    string
	Org     string
	Project string
	Problem string
}

// JoinPage takes up an invitation.
type JoinPage struct {
	Action  string // where the form goes
	Invite  mesher.Invite
	Org     mesher.Org
	Name    string
	Problem string
}

var (
	loginPage = page("login.html")
	setupPage = page("setup.html")
	joinPage  = page("join.html")
)

// Render writes the page.
func (p LoginPage) Render(w io.Writer) error { return render(w, loginPage, p) }

// Render writes the page.
func (p SetupPage) Render(w io.Writer) error { return render(w, setupPage, p) }

// Render writes the page.
func (p JoinPage) Render(w io.Writer) error { return render(w, joinPage, p) }
