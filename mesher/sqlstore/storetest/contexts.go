package storetest

import (
	"context"
	"errors"
	"sync/atomic"

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
		wantEqual(s, "the number of issues", len(s.issues(0)), 0)
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
		const size, batches = 50, 40
		ended := 0
		for i := range batches {
			var records []mesher.Record
			for range size {
				records = append(records, s.record("a"))
			}
			want := mesher.Duplicate
			asks := 2 * i
			if i%2 == 0 {
				asks = i / 8 // also for an engine that rarely asks
			}
			ctx := fadingAfter(s.Context(), asks)
			if _, err := s.store.WriteEvents(ctx, records); err != nil {
				if !errors.Is(err, context.Canceled) {
					s.Fatal(err)
				}
				want = mesher.Stored
				ended++
			}
			ctx.end()
			for _, receipt := range s.write(records...) {
				wantEqual(s, "the outcome of a repeat", receipt.Outcome, want)
			}
		}
		if ended < 5 {
			s.Errorf("%d of %d batches noticed that their context ended", ended, batches)
		}
		issue := s.record("a").Grouping.IssueID(s.project.ID)
		wantEqual(s, "the count", s.issue(issue).EventCount, size*batches)
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

// A fading context ends once it has been asked a number of times.
type fading struct {
	context.Context
	end  context.CancelFunc
	asks atomic.Int64
}

func fadingAfter(parent context.Context, asks int) *fading {
	ctx, end := context.WithCancel(parent)
	f := &fading{Context: ctx, end: end}
	f.asks.Store(int64(asks))
	return f
}

func (f *fading) ask() {
	if f.asks.Add(-1) < 0 {
		f.end()
	}
}

func (f *fading) Err() error {
	f.ask()
	return f.Context.Err()
}

func (f *fading) Done() <-chan struct{} {
	f.ask()
	return f.Context.Done()
}
