package mesher

// An IssueChange is what happened to an issue, as whoever watches its project is
// told: one of these, or the [Status] that it has now.
type IssueChange string

const (
	IssueNew       IssueChange = "new"
	IssueRegressed IssueChange = "regressed"
	IssueEscalated IssueChange = "escalated"
	IssueAssigned  IssueChange = "assigned"
	IssueMerged    IssueChange = "merged" // into another
	IssueDeleted   IssueChange = "deleted"
)

// A LiveFilter is what somebody who watches a project wants to hear of its
// events. An empty field asks for any.
type LiveFilter struct {
	Level       string `json:"level"`
	Environment string `json:"environment"`
}

// Check says what is wrong with a filter.
func (f LiveFilter) Check() error {
	if _, err := ParseLevel(f.Level); err != nil {
		return Errorf(Invalid, "level is %.32q; it must be fatal, error, warning, info, debug or empty", f.Level)
	}
	if len(f.Environment) > maxLabel {
		return Errorf(Invalid, "environment has %d bytes, and may have %d", len(f.Environment), maxLabel)
	}
	return nil
}

// Lets tells whether it lets an event pass.
func (f LiveFilter) Lets(level, environment string) bool {
	return (f.Level == "" || f.Level == level) && (f.Environment == "" || f.Environment == environment)
}
