package postgres

import (
	"encoding/json"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// pack makes the rows of events, except for the issue, before a connection is
// taken: it takes as long as storing them.
func (s *Store) pack(records []mesher.Record) ([]entry, error) {
	entries := make([]entry, len(records))
	for i, r := range records {
		payload, err := s.payload.Pack(r)
		if err != nil {
			return nil, err
		}
		tags, err := json.Marshal(r.Event.SearchedTags())
		if err != nil {
			return nil, err
		}
		entries[i] = entry{Record: r, newest: r.Grouping.Hash, day: mesher.DayOf(r.Event.ReceivedAt), words: r.SearchedWords(), tags: tags, payload: payload}
		if user, ok := tally.UserOf(r.Event); ok {
			entries[i].user = user[:]
		}
	}
	return entries, nil
}
