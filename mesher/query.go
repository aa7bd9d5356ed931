package mesher

import (
	"math"
	"slices"
	"strings"
)

const (
	maxQuestion = 1000 // bytes
	maxTerms    = 20
)

// A Query is a search for events by words:
//
//	timeout             events with this word, ignoring case
//	time*               with a word that begins so
//	"connection reset"  with these words in a row
//	app.views           the same: what is written together stands together
//
// All terms must match. Nothing else has a meaning: any other sign separates
// words.
type Query struct{ Terms []Term }

// A Term is a word, or several in a row.
type Term struct {
	Words []string
	Open  bool // the last word is a prefix
}

// ParseQuery parses a query. It fails with Invalid without words, and with too
// many.
func ParseQuery(text string) (Query, error) {
	if len(text) > maxQuestion {
		return Query{}, Errorf(Invalid, "q is longer than %d bytes", maxQuestion)
	}
	var q Query
	for i, part := range strings.Split(text, `"`) {
		terms := []string{part} // every other part was in quotes
		if i%2 == 0 {
			terms = strings.Fields(part)
		}
		for _, term := range terms {
			if t := (Term{Words: slices.Collect(words(term)), Open: strings.HasSuffix(term, "*")}); len(t.Words) > 0 {
				q.Terms = append(q.Terms, t)
			}
		}
	}
	switch {
	case len(q.Terms) == 0:
		return Query{}, Errorf(Invalid, "q must hold a word to look for")
	case len(q.Terms) > maxTerms:
		return Query{}, Errorf(Invalid, "q holds more than %d words", maxTerms)
	}
	return q, nil
}

// inRow reports whether having all the words is not enough for an event.
func (q Query) inRow() bool {
	return slices.ContainsFunc(q.Terms, func(t Term) bool { return len(t.Words) > 1 })
}

// Open reports whether the query has a prefix and no words in a row. An index
// can't tell how many events match before it has gathered everything with the
// prefix.
func (q Query) Open() bool {
	return !q.inRow() && slices.ContainsFunc(q.Terms, func(t Term) bool { return t.Open })
}

// Rank reports whether an event's words match the query, and how well: frequent
// words weigh more, but each time less, words of the message count double, and a
// short text is about its words more than a long one is.
func (q Query) Rank(searched string) (rank float64, ok bool) {
	total := 0
	hits := make([]float64, len(q.Terms))
	for i, line := range strings.Split(searched, "\n") {
		weight := 1.0
		if i == 0 {
			weight = 2
		}
		text := strings.Split(line, " ")
		total += len(text)
		for n, term := range q.Terms {
			hits[n] += weight * float64(term.count(text))
		}
	}
	for _, n := range hits {
		if n == 0 {
			return 0, false
		}
		rank += n / (n + 1)
	}
	return rank / (float64(len(hits)) * math.Log2(2+float64(total)/8)), true
}

// count returns how often the term occurs in a text.
func (t Term) count(text []string) (n int) {
	for i := range len(text) - len(t.Words) + 1 {
		if t.begins(text[i:]) {
			n++
		}
	}
	return n
}

func (t Term) begins(text []string) bool {
	last := len(t.Words) - 1
	return slices.Equal(text[:last], t.Words[:last]) &&
		(text[last] == t.Words[last] || t.Open && strings.HasPrefix(text[last], t.Words[last]))
}
