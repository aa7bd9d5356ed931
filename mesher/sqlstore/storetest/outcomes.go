package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var outcomeTests = map[string]func(*scene){
	"counts add up": func(s *scene) {
		count := s.counter()
		s.count(count(0, mesher.Stored, 3), count(0, mesher.RefusedLimited, 2), count(0, mesher.Stored, 1))
		s.count(count(1, mesher.Spooled, 5))
		s.count(count(1, mesher.Spooled, -2), count(1, mesher.Stored, 2))
		s.count()
		wantEqual(s, "the ledger", s.outcomes(0, 2), "[0 limited 2] [0 stored 4] [1 spooled 3] [1 stored 2] ")
	},
	"what is stored is counted with it": func(s *scene) {
		twin := s.record("a", at(noon))
		s.write(twin, s.record("b", at(noon.Add(time.Minute))), s.record("b", at(noon.Add(time.Hour))))
		s.write(twin, s.record("a", at(noon.Add(2*time.Minute)))) // the first is a duplicate
		wantEqual(s, "the ledger", s.outcomes(0, 2), "[0 stored 3] [1 stored 1] ")
	},
	"less than nothing is nothing": func(s *scene) {
		count := s.counter()
		s.count(count(0, mesher.Spooled, -2), count(0, mesher.RefusedLimited, 1))
		wantEqual(s, "the ledger", s.outcomes(0, 1), "[0 limited 1] ")
		s.count(count(0, mesher.Spooled, 3))
		wantEqual(s, "the ledger", s.outcomes(0, 1), "[0 limited 1] [0 spooled 1] ")
	},
	"hours and projects are apart": func(s *scene) {
		count := s.counter()
		other := count(1, mesher.Stored, 9)
		other.Project = s.anotherProject("other").ID
		s.count(count(0, mesher.Stored, 1), count(1, mesher.Stored, 2), count(2, mesher.Stored, 3), other)
		wantEqual(s, "the middle hour", s.outcomes(1, 2), "[1 stored 2] ")
		wantEqual(s, "no hour", s.outcomes(1, 1), "")
	},
	"an entry is added once": func(s *scene) {
		count := s.counter()
		first, second := mesher.LedgerEntry{Writer: uuid.New(), Number: 1}, mesher.LedgerEntry{Writer: uuid.New(), Number: 1}
		for _, entry := range []mesher.LedgerEntry{first, first, second, first} {
			s.must(s.store.AddOutcomes(s.Context(), entry, []mesher.OutcomeCount{count(0, mesher.Stored, 1)}))
		}
		for range 2 {
			first.Number = 7
			s.must(s.store.AddOutcomes(s.Context(), first, []mesher.OutcomeCount{count(0, mesher.Stored, 10), count(0, mesher.Dropped, 1)}))
		}
		wantEqual(s, "the ledger", s.outcomes(0, 1), "[0 discarded 1] [0 stored 12] ")
	},
	"many count at once": func(s *scene) {
		count := s.counter()
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() {
				entry := mesher.LedgerEntry{Writer: uuid.New()}
				for range 10 {
					entry.Number++
					counts := []mesher.OutcomeCount{count(0, mesher.Stored, 1), count(0, mesher.Duplicate, 1)}
					if n%2 == 0 {
						counts[0], counts[1] = counts[1], counts[0]
					}
					if err := s.store.AddOutcomes(s.Context(), entry, counts); err != nil {
						s.Error(err)
					}
				}
			})
		}
		all.Wait()
		wantEqual(s, "the ledger", s.outcomes(0, 1), "[0 duplicate 80] [0 stored 80] ")
	},
}

// counter makes counts of the scene's project, for hours that are counted from
// noon.
func (s *scene) counter() func(hour int, o mesher.Outcome, events int64) mesher.OutcomeCount {
	return func(hour int, o mesher.Outcome, events int64) mesher.OutcomeCount {
		return mesher.OutcomeCount{Project: s.project.ID, Hour: noon.Add(time.Duration(hour) * time.Hour), Outcome: o, Events: events}
	}
}

func (s *scene) count(counts ...mesher.OutcomeCount) {
	s.Helper()
	s.must(s.store.AddOutcomes(s.Context(), mesher.LedgerEntry{Writer: uuid.New(), Number: 1}, counts))
}

// outcomes shows the counts of some hours.
func (s *scene) outcomes(from, to int) (shown string) {
	s.Helper()
	hour := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }
	counts, err := s.store.Outcomes(s.Context(), s.project.ID, hour(from), hour(to))
	s.must(err)
	for _, c := range counts {
		shown += fmt.Sprintf("[%d %s %d] ", int(c.Hour.Sub(noon).Hours()), c.Outcome, c.Events)
	}
	return shown
}
