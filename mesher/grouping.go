package mesher

import (
	"github.com/google/uuid"
)

// GroupingVersion numbers the rules of [GroupingOf]. A change that groups any
// event differently raises it, so that older hashes keep finding their issues.
const GroupingVersion = 1

// A Grouping is what decides which issue an event belongs to, and how a new
// issue introduces itself.
type Grouping struct {
	Hash        [32]byte // of version, variant and parts
	Explanation Explanation
	Title       string
	Culprit     string
}

// issueSpace is the namespace of default issue ids, fixed for all time.
var issueSpace = uuid.MustParse("5f3a54c7-64fb-5c70-9f8c-7a2d6e0a9d11")

// IssueID is the default id of the issue that project's events with this
// grouping belong to: every node computes the same without asking.
func (g Grouping) IssueID(project ProjectID) uuid.UUID {
	name := append([]byte(itoa(int64(project))+":"), g.Hash[:]...)
	return uuid.NewSHA1(issueSpace, name)
}
