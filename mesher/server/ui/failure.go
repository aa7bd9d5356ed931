package ui

import (
	"io"
	"net/http"
)

// FailurePage says what went wrong, and where to go from there.
type FailurePage struct {
	Status  int
	Message string
}

var failurePage = page("failure.html")

// Render writes the page.
func (p FailurePage) Render(w io.Writer) error { return render(w, failurePage, p) }

// Title says in a few words whose move it is.
func (p FailurePage) Title() string {
	switch {
	case p.Status == http.StatusNotFound:
		return "Not found"
	case p.Status == http.StatusServiceUnavailable:
		return "Not available right now"
	case p.Status >= http.StatusInternalServerError:
		return "Something went wrong"
	}
	return "That did not work"
}

// Ours tells whether the failure is on our side, where trying again may help.
func (p FailurePage) Ours() bool { return p.Status >= http.StatusInternalServerError }
