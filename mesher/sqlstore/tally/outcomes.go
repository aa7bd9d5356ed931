package tally

import (
	"cmp"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// Outcomes returns what the batch adds to the ledger, in the order of its key:
// that its events were stored. It is written together with them, so that both are
// true or neither is.
func (t *Tally) Outcomes() (counts []mesher.OutcomeCount) {
	type hour struct {
		project mesher.ProjectID
		start   time.Time
	}
	sums := make(map[hour]int64)
	for h, events := range t.ofIssue {
		sums[hour{h.Issue.Project, h.Start}] += events
	}
	for h, events := range sums {
		counts = append(counts, mesher.OutcomeCount{Project: h.project, Hour: h.start, Outcome: mesher.Stored, Events: events})
	}
	slices.SortFunc(counts, func(a, b mesher.OutcomeCount) int {
		return cmp.Or(cmp.Compare(a.Project, b.Project), a.Hour.Compare(b.Hour))
	})
	return counts
}
