package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var concurrencyTests = map[string]func(*scene){
	"counts equal rows when many write the same issues": func(s *scene) {
		const writers, batches, size, issues = 8, 10, 20, 5
		var (
			all    sync.WaitGroup
			stored [issues]atomic.Int64
			opened [issues]atomic.Int64
		)
		for w := range writers {
			all.Go(func() {
				for b := range batches {
					var records []mesher.Record
					for i := range size {
						// Writers come in pairs that send the same events.
						same := uuid.NewSHA1(uuid.Nil, fmt.Append(nil, w/2, b, i))
						records = append(records, s.record(fmt.Sprint(i%issues), id(same), user(mesher.User{ID: fmt.Sprint(i % 3)})))
					}
					receipts, err := s.store.WriteEvents(s.Context(), records)
					if err != nil {
						s.Error(err)
						return
					}
					for i, r := range receipts {
						if r.Outcome == mesher.Stored {
							stored[i%issues].Add(1)
						}
						if r.NewIssue {
							opened[i%issues].Add(1)
						}
					}
				}
			})
		}
		all.Wait()
		numbers := make(map[int64]bool)
		for i := range issues {
			got := s.issue(s.record(fmt.Sprint(i)).Grouping.IssueID(s.project.ID))
			wantEqual(s, "the count of an issue", got.EventCount, writers/2*batches*size/issues)
			wantEqual(s, "the events answered as stored", stored[i].Load(), got.EventCount)
			wantEqual(s, "the events answered as the first", opened[i].Load(), 1)
			wantEqual(s, "its users", got.UserCount, 3)
			numbers[got.Number] = true
		}
		for n := int64(1); n <= issues; n++ {
			if !numbers[n] {
				s.Errorf("no issue has number %d", n)
			}
		}
	},
	"a reader sees whole batches": func(s *scene) {
		const batches, size = 30, 7
		issue := s.record("a").Grouping.IssueID(s.project.ID)
		written := make(chan struct{})
		go func() {
			defer close(written)
			for range batches {
				var records []mesher.Record
				for range size {
					records = append(records, s.record("a"))
				}
				if _, err := s.store.WriteEvents(s.Context(), records); err != nil {
					s.Error(err)
					return
				}
			}
		}()
		for reading := true; reading; {
			select {
			case <-written:
				reading = false
			default:
			}
			got, err := s.store.Issue(s.Context(), issue)
			if mesher.KindOf(err) == mesher.NotFound {
				continue // nothing was committed yet
			}
			s.must(err)
			if got.EventCount%size != 0 {
				s.Fatalf("a reader saw %d events, which is no number of whole batches", got.EventCount)
			}
		}
		wantEqual(s, "the count", s.issue(issue).EventCount, batches*size)
	},
}
