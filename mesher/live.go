package mesher

// An IssueChange is what happened to an issue, in messages to those who watch its
// project: one of these, or the issue's new [Status].
type IssueChange string

const (
	IssueNew       IssueChange = "new"
	IssueRegressed IssueChange = "regressed"
	IssueEscalated IssueChange = "escalated"
	IssueAssigned  IssueChange = "assigned"
	IssueMerged    IssueChange = "merged" // into another
	IssueDeleted   IssueChange = "deleted"
)

// A LiveFilter selects the events that a client which watches a project wants to
// hear of. An empty field selects all.
type LiveFilter struct {
	Level       string `json:"level"`
	Environment string `json:"environment"`
}

// Check returns an error if the filter is invalid.
func (f LiveFilter) Check() error {
	if _, err := ParseLevel(f.Level); err != nil {
		return Errorf(Invalid, "level is %.32q; it must be fatal, error, warning, info, debug or empty", f.Level)
	}
	if len(f.Environment) > maxLabel {
		return Errorf(Invalid, "environment has %d bytes, and may have %d", len(f.Environment), maxLabel)
	}
	return nil
}

// Lets reports whether the filter lets an event pass.
func (f LiveFilter) Lets(level, environment string) bool {
	return (f.Level == "" || f.Level == level) && (f.Environment == "" || f.Environment == environment)
}
