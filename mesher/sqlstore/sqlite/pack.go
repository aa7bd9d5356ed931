package sqlite

import (
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// An entry is an event on its way to the table, packed as its row has it.
type entry struct {
	mesher.Record
	words   string
	terms   string
	user    []byte // the key of the user who met it; nil: unknown
	payload []byte
}

// pack makes the rows of events, except for the issue.
func (s *Store) pack(records []mesher.Record) ([]entry, error) {
	entries := make([]entry, len(records))
	for i, r := range records {
		payload, err := s.payload.Pack(r)
		if err != nil {
			return nil, err
		}
		words := r.SearchedWords()
		entries[i] = entry{Record: r, words: words, terms: termsOf(r.Event, words), payload: payload}
		if user, ok := tally.UserOf(r.Event); ok {
			entries[i].user = user[:]
		}
	}
	return entries, nil
}

// termsOf returns the terms of an event in the index.
func termsOf(e *mesher.Event, words string) string {
	var b strings.Builder
	b.Grow(len(words) + 256)
	b.WriteString(projectTerm(e.ProjectID))
	for key, value := range e.SearchedTags() {
		b.WriteByte(' ')
		b.WriteString(tagTerm(key, value))
	}
	b.WriteByte(' ')
	b.WriteString(words)
	return b.String()
}
