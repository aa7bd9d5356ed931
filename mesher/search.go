package mesher

import (
	"cmp"
	"context"
	"slices"
)

// Bounds of a search.
const (
	MaxMatches    = 1000 // ranked: the newest that match
	MaxCandidates = 5000 // examined for words in a row, of those that hold all words
)

// A Match is an event that matches a [Query].
type Match struct {
	EventSummary         // without tags
	Rank         float64 // above 0, at most 1
}

// EventSearcher finds events by their words.
type EventSearcher interface {
	// SearchEvents ranks the newest MaxMatches of a project's events that match a
	// query, and returns the best; if equal, the newest first. For words in a row it
	// gives up after MaxCandidates events that have the words in any order. Every
	// database gives the same answer.
	SearchEvents(ctx context.Context, project ProjectID, q Query, w Window, limit int) ([]Match, error)
}

// A Candidate is an event that may match, with its searched words.
type Candidate struct {
	EventSummary
	Words string
}

// A Ranking gathers a query's matches from candidates, which must come the newest
// first.
type Ranking struct {
	query   Query
	matches []Match
	seen    int
}

// NewRanking starts a ranking.
func NewRanking(q Query) *Ranking { return &Ranking{query: q} }

// Add examines a candidate and reports whether more are wanted.
func (r *Ranking) Add(c Candidate) (more bool) {
	r.seen++
	if rank, ok := r.query.Rank(c.Words); ok {
		r.matches = append(r.matches, Match{c.EventSummary, rank})
	}
	return r.Wanted() > 0
}

// Wanted returns the most candidates to look for. Without words in a row each of
// them is a match.
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
