package storetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// The places of events in their issues, as receipts give them.
var placeTests = map[string]func(*scene){
	"stored events of each issue are counted": func(s *scene) {
		twice := s.record("a")
		got := s.write(twice, s.record("b"), s.record("a"), twice, s.record("b", optional), s.record("c", optional), s.record("a"))
		wantEqual(s, "the places", places(got), "[1 1 2 0 2 1 3]")
		got = s.write(s.record("b"), twice, s.record("a"), s.record("c"), s.record("c", optional), s.record("b"))
		wantEqual(s, "the places of the next", places(got), "[3 0 4 2 0 4]")
		s.setStatus(got[0].IssueID, mesher.Discarded, noon)
		got = s.write(s.record("b"), s.record("a"), twice) // now by the road for stored ones
		wantEqual(s, "the places beside what is discarded", places(got), "[0 5 0]")
	},
	"of large batches too": func(s *scene) {
		for n := range int64(3) {
			batch := slices.Concat(s.many("a", 150), []mesher.Record{s.record("b")}, s.many("a", 50))
			got := s.write(batch...)
			for i, want := range map[int]int64{0: 200*n + 1, 149: 200*n + 150, 150: n + 1, 151: 200*n + 151, 200: 200*n + 200} {
				wantEqual(s, fmt.Sprintf("place %d of batch %d", i, n), got[i].Place, want)
			}
		}
	},
	"since when there is an issue": func(s *scene) {
		early := noon.Add(-time.Hour)
		for _, c := range []struct{ received, want time.Time }{{noon, noon}, {early, early}, {noon, early}} {
			got := s.write(s.record("a", at(c.received.Add(time.Minute))), s.record("a", at(c.received)))
			for _, r := range got {
				wantEqual(s, "since", r.Since.UTC(), c.want)
			}
		}
		got := s.write(s.record("a"), s.record("b"))
		wantEqual(s, "since", got[0].Since.UTC(), early)
		wantEqual(s, "another's", got[1].Since.UTC(), noon)
	},
	"of issues that were merged, taken apart and deleted": func(s *scene) {
		from, into := s.write(s.many("a", 3)...)[0].IssueID, s.write(s.many("b", 2)...)[0].IssueID
		s.must(s.store.MergeIssue(s.Context(), s.project.ID, from, into, s.act()))
		wantEqual(s, "the places in the merged issue", places(s.write(s.record("a"), s.record("b"))), "[6 7]")
		own, err := s.store.UnmergeIssue(s.Context(), s.project.ID, into, s.record("a").Grouping.Hash, s.act())
		s.must(err)
		wantEqual(s, "the places in both", places(s.write(s.record("a"), s.record("b"), s.record("a"))), "[5 4 6]")
		wantEqual(s, "the count", s.issue(own).EventCount, 6)
		_, err = s.store.DeleteIssues(s.Context(), s.project.ID, []uuid.UUID{own})
		s.must(err)
		wantEqual(s, "the places in the issue after it", places(s.write(s.record("a"), s.record("b"), s.record("a"))), "[1 5 2]")
	},
	"of many writers at once, each place is one's": func(s *scene) {
		const writers, batches, issues = 6, 12, 3
		var (
			all     sync.WaitGroup
			mu      sync.Mutex // guards taken
			taken   = make(map[uuid.UUID][]int64)
			sending = []int{2, 7, 120} // by each road
		)
		for w := range writers {
			all.Go(func() {
				last := make(map[uuid.UUID]int64)
				for b := range batches {
					var records []mesher.Record
					for i := range sending[(w+b)%len(sending)] {
						records = append(records, s.record(fmt.Sprint(i%issues)))
					}
					receipts, err := s.store.WriteEvents(s.Context(), records)
					if err != nil {
						s.Error(err)
						return
					}
					mu.Lock()
					for _, r := range receipts {
						if r.Place <= last[r.IssueID] {
							s.Errorf("place %d comes after %d of the same writer", r.Place, last[r.IssueID])
						}
						last[r.IssueID] = r.Place
						taken[r.IssueID] = append(taken[r.IssueID], r.Place)
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for id, got := range taken {
			slices.Sort(got)
			wantEqual(s, "the number of places", int64(len(got)), s.issue(id).EventCount)
			for i, place := range got {
				if place != int64(i+1) {
					s.Fatalf("place %d of an issue is %d", i+1, place)
				}
			}
		}
	},
}

// places shows only the places of receipts.
func places(receipts []mesher.Receipt) string {
	all := make([]int64, len(receipts))
	for i, r := range receipts {
		all[i] = r.Place
	}
	return fmt.Sprint(all)
}
