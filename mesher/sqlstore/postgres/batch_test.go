package postgres

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestSift(t *testing.T) {
	noon := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	late, early := noon.Add(12*time.Hour-time.Second), noon.Add(12*time.Hour+time.Second)
	kept, other, discarded := byte(1), byte(2), byte(3) // hashes, and the issues they lead to
	type event struct {
		id, hash byte
		at       time.Time
	}
	yesterday := func(id byte) eventKey {
		return eventKey{project: 1, id: uuid.UUID{id}, day: mesher.DayOf(noon)}
	}
	for name, test := range map[string]struct {
		events    []event
		elsewhere map[eventKey]uuid.UUID
		want      string // the outcomes and issues; of those to be stored nothing is known yet
	}{
		"different events":        {[]event{{1, kept, noon}, {2, kept, noon}}, nil, "[:1 :1]"},
		"a repeat":                {[]event{{1, kept, noon}, {1, other, noon}}, nil, "[:1 duplicate:1]"},
		"a repeat after midnight": {[]event{{1, kept, late}, {1, other, early}}, nil, "[:1 duplicate:1]"},
		"before midnight":         {[]event{{1, kept, early}, {1, other, late}}, nil, "[:1 duplicate:1]"},
		"far from midnight":       {[]event{{1, kept, noon}, {1, other, early.Add(2 * time.Hour)}}, nil, "[:1 :2]"},
		"discarded":               {[]event{{1, discarded, noon}, {1, kept, noon}}, nil, "[discarded:3 :1]"},
		"stored yesterday":        {[]event{{1, kept, early}, {2, kept, early}}, map[eventKey]uuid.UUID{yesterday(1): {9}}, "[duplicate:9 :1]"},
	} {
		t.Run(name, func(t *testing.T) {
			var entries []entry
			for _, e := range test.events {
				entries = append(entries, entry{day: mesher.DayOf(e.at), Record: mesher.Record{
					Event:    &mesher.Event{ID: uuid.UUID{e.id}, ProjectID: 1, ReceivedAt: e.at},
					Grouping: mesher.Grouping{Hash: [32]byte{e.hash}},
				}})
			}
			b := newBatch(entries)
			for _, hash := range []byte{kept, other, discarded} {
				b.homes[hashKey{1, [32]byte{hash}}] = home{issue: uuid.UUID{hash}, discarded: hash == discarded}
			}
			b.sift(test.elsewhere)
			var got []string
			for _, r := range b.receipts {
				got = append(got, fmt.Sprintf("%s:%d", r.Outcome, r.IssueID[0]))
			}
			if fmt.Sprint(got) != test.want {
				t.Errorf("the receipts are %v, want %s", got, test.want)
			}
		})
	}
}

// Every node inserts events in one order.
func TestRowsAreInOrder(t *testing.T) {
	want := []eventKey{
		{project: 9, id: uuid.UUID{9}, day: 1}, {project: 1, id: uuid.UUID{8}, day: 2},
		{project: 2, id: uuid.UUID{1}, day: 2}, {project: 2, id: uuid.UUID{2}, day: 2},
	}
	got := []eventKey{want[3], want[1], want[0], want[2]}
	slices.SortFunc(got, eventKey.compare)
	if !slices.Equal(got, want) {
		t.Errorf("the order is %v, want %v", got, want)
	}
}
