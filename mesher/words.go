package mesher

import (
	"iter"
	"strings"
	"unicode"
)

const (
	// maxWord is how many bytes of a word count: what is longer is no word, but
	// a token or a hash, and begins no other way than its like.
	maxWord = 64
	// maxSearched is how many bytes of words an event is found by.
	maxSearched = 8 << 10
)

// words are the runs of letters and digits of a text, in small letters. Both
// what is stored and what is asked for goes through here and nothing else does:
// so every database finds the same, whatever it believes a word to be.
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

// SearchedWords is what an event is found by: the words of its message, of the
// types and values of its exceptions, and of its culprit, each a line, with one
// blank between words.
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
