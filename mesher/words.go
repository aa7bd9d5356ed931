package mesher

import (
	"iter"
	"strings"
	"unicode"
)

const (
	// maxWord is how many bytes of a word count: anything longer is a token or a
	// hash rather than a word, and its beginning is as unique as its whole.
	maxWord = 64
	// maxSearched bounds the searched words of an event, in bytes.
	maxSearched = 8 << 10
)

// words yields the runs of letters and digits of a text, in lower case. All
// stored text and all queries go through it alone: so every database finds the
// same, whatever it takes for a word.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, word := range strings.FieldsFunc(text, isGap) {
			if !yield(prefix(strings.ToLower(word), maxWord)) {
				return
			}
		}
	}
}

func isGap(r rune) bool { return !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number) }

// SearchedWords returns the words that an event is found by: those of its
// message, of the types and values of its exceptions, and of its culprit, each on
// its own line, with one blank between words.
func (r Record) SearchedWords() string {
	var b strings.Builder
	addLine(&b, r.Event.Message)
	for _, x := range r.Event.Exceptions {
		addLine(&b, x.Type)
		addLine(&b, x.Value)
	}
	addLine(&b, r.Grouping.Culprit)
	return b.String()
}

// addLine leaves out a text without words, and words for which there is no room.
func addLine(b *strings.Builder, text string) {
	gap := "\n"
	for word := range words(text) {
		if b.Len()+len(gap)+len(word) > maxSearched {
			return
		}
		if b.Len() > 0 {
			b.WriteString(gap)
		}
		b.WriteString(word)
		gap = " "
	}
}
