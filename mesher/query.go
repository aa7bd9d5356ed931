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

// A Query is a question for events in words:
//
//	timeout             events with this word, in capitals or not
//	time*               with a word that begins so
//	"connection reset"  with these words in a row
//	app.views           the same: what is written together stands together
//
// What several terms ask for must all hold. Nothing else has a meaning: any
// other sign separates words.
type Query struct{ Terms []Term }

// A Term is a word, or several in a row.
type Term struct {
	Words []string
	Open  bool // the last may go on
}

// ParseQuery reads a question. It is Invalid without words, and with too many.
func ParseQuery(text string) (Query, error) {
	if len(text) > maxQuestion {
		return Query{}, Errorf(Invalid, "q is longer than %d bytes", maxQuestion)
	}
	var q Query
	for i, part := range strings.Split(text, `"`) {
		terms := []string{part} // every other part stood in quotes
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

// inRow tells whether it is not enough for an event to have all the words.
func (q Query) inRow() bool {
	return slices.ContainsFunc(q.Terms, func(t Term) bool { return len(t.Words) > 1 })
}

// Open tells whether a word may go on, where none has to stand in a row. How many
// events answer, an index can't tell before it has gathered all that begins so.
func (q Query) Open() bool {
	return !q.inRow() && slices.ContainsFunc(q.Terms, func(t Term) bool { return t.Open })
}

// Rank tells whether the words that an event is found by answer the question,
// and how well: words that come often weigh more, but each time less, those of
// the message count double, and a short text is about its words more than a
// long one is.
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

// count is how often the term stands in a text.
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
