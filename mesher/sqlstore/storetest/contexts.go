package storetest

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var contextTests = map[string]func(*scene){
	"an ended context writes nothing": func(s *scene) {
		ended, end := context.WithCancel(s.Context())
		end()
		r := s.record("a")
		_, err := s.store.WriteEvents(ended, []mesher.Record{r})
		if !errors.Is(err, context.Canceled) {
			s.Errorf("the error is %v, want one that says the context ended", err)
		}
		wantEqual(s, "the number of issues", len(s.issues(mesher.IssuePage{})), 0)
		wantEqual(s, "the outcome of a repeat", s.write(r)[0].Outcome, mesher.Stored)
	},
	"an ended context reads nothing": func(s *scene) {
		ended, end := context.WithCancel(s.Context())
		end()
		_, err := s.store.Issue(ended, uuid.New())
		if !errors.Is(err, context.Canceled) {
			s.Errorf("the error is %v, want one that says the context ended", err)
		}
	},
	"a context that ends at any moment leaves all or nothing": func(s *scene) {
		const size = 50
		for i := range 40 {
			var records []mesher.Record
			for range size {
				records = append(records, s.record("a"))
			}
			// The context ends when it has been asked about i*2 times.
			ctx := &fading{Context: s.Context(), asks: i * 2}
			_, err := s.store.WriteEvents(ctx, records)
			if err != nil && !errors.Is(err, context.Canceled) {
				s.Fatal(err)
			}
			want := mesher.Stored
			if err == nil {
				want = mesher.Duplicate
			}
			for _, receipt := range s.write(records...) {
				wantEqual(s, "the outcome of a repeat", receipt.Outcome, want)
			}
		}
		issue := s.record("a").Grouping.IssueID(s.project.ID)
		wantEqual(s, "the count", s.issue(issue).EventCount, 40*size)
	},
	"a closed store says so": func(s *scene) {
		s.must(s.store.Close())
		s.must(s.store.Close()) // again: nothing happens
		_, err := s.store.WriteEvents(s.Context(), []mesher.Record{s.record("a")})
		s.wantKind(err, mesher.Unavailable)
		_, err = s.store.Issue(s.Context(), uuid.New())
		s.wantKind(err, mesher.Unavailable)
		s.wantKind(s.store.Ping(s.Context()), mesher.Unavailable)
	},
}

// A fading context ends, for those who ask for its error, after some asks.
type fading struct {
	context.Context
	asks int
}

func (f *fading) Err() error {
	if f.asks--; f.asks < 0 {
		return context.Canceled
	}
	return f.Context.Err()
}
