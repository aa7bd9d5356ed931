package postgres

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// pack makes the rows of events, all but the issue, before there is a
// connection: it takes as long as storing them.
func (s *Store) pack(records []mesher.Record) ([]entry, error) {
	entries := make([]entry, len(records))
	for i, r := range records {
		payload, err := s.payload.Encode(r.Event)
		if err != nil {
			return nil, err
		}
		tags, err := json.Marshal(tagsOf(r.Event))
		if err != nil {
			return nil, err
		}
		entries[i] = entry{Record: r, day: mesher.DayOf(r.Event.ReceivedAt), words: wordsOf(r), tags: tags, payload: payload}
	}
	return entries, nil
}

// tagsOf adds to an event's tags what is filtered by in the same way. The
// names are free: no event keeps tags that are called so.
func tagsOf(e *mesher.Event) map[string]string {
	tags := maps.Clone(e.Tags)
	if tags == nil {
		tags = make(map[string]string, 2)
	}
	if e.Environment != "" {
		tags["environment"] = e.Environment
	}
	if e.Release != "" {
		tags["release"] = e.Release
	}
	return tags
}

// wordsOf is what an event can be found by beside its message: the types and
// values of its exceptions, and the culprit.
func wordsOf(r mesher.Record) string {
	var b strings.Builder
	for _, x := range r.Event.Exceptions {
		b.WriteString(x.Type)
		b.WriteByte(' ')
		b.WriteString(x.Value)
		b.WriteByte(' ')
	}
	b.WriteString(r.Grouping.Culprit)
	return b.String()
}
