package mesher

import (
	"cmp"
	"context"
	"slices"
)

// Bounds of a search.
const (
	MaxMatches    = 1000 // are ranked, the newest that match
	MaxCandidates = 5000 // are looked at, of those that hold all words, for words in a row
)

// A Match is an event that answers a [Query].
type Match struct {
	EventSummary         // without tags
	Rank         float64 // above 0, at most 1
}

// EventSearcher finds events by their words.
type EventSearcher interface {
	// SearchEvents ranks the newest MaxMatches of a project's events that answer
	// a question, and returns the best of them; of equals, the newest first. For
	// words in a row it gives up after MaxCandidates events that have the words
	// in any order. Every database gives the same answer.
	SearchEvents(ctx context.Context, project ProjectID, q Query, w Window, limit int) ([]Match, error)
}

// A Candidate is an event that may answer, with the words it is found by.
type Candidate struct {
	EventSummary
	Words string
}

// A Ranking gathers the answers to a question from candidates, which come the
// newest first.
type Ranking struct {
	query   Query
	matches []Match
	seen    int
}

// NewRanking begins one.
func NewRanking(q Query) *Ranking { return &Ranking{query: q} }

// Add looks at a candidate and tells whether more are wanted.
func (r *Ranking) Add(c Candidate) (more bool) {
	r.seen++
	if rank, ok := r.query.Rank(c.Words); ok {
		r.matches = append(r.matches, Match{c.EventSummary, rank})
	}
	return r.Wanted() > 0
}

// Wanted is how many candidates to look for at most. Without words in a row
// each of them is a match.
func (r *Ranking) Wanted() int {
	missing := MaxMatches - len(r.matches)
	if missing > 0 && r.query.inRow() {
		return MaxCandidates - r.seen
	}
	return missing
}

// Best returns the best matches, at most a page of them.
func (r *Ranking) Best(limit int) []Match {
	slices.SortStableFunc(r.matches, func(a, b Match) int { return cmp.Compare(b.Rank, a.Rank) }) // equals: newest first
	return r.matches[:min(len(r.matches), PageRequest{Limit: limit}.Size())]
}
