package ingest_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

// A project that sends far more than the database takes delays another by one
// transaction under way, and one of its own; and none of its events are refused.
func TestAFloodDoesNotStarveATrickle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const transaction = 10 * time.Millisecond
		store := newMemory()
		store.onWrite = func(context.Context, []mesher.Record) error {
			time.Sleep(transaction)
			return nil
		}
		_, p := start(t, ingest.Config{Store: store, Batch: 10, MaxWaiting: 100, RateLimit: -1})
		ctx, stop := context.WithCancel(t.Context())
		var flood sync.WaitGroup
		for range 150 { // more than may wait
			flood.Go(func() {
				for ctx.Err() == nil {
					if _, err := p.Submit(ctx, submission(`{"message":"flood"}`)); err != nil {
						time.Sleep(20 * time.Millisecond)
					}
				}
			})
		}
		time.Sleep(20 * transaction)
		trickle := submission(`{"message":"trickle"}`)
		trickle.Project.ID = shop.ID + 1
		for range 20 {
			began := time.Now()
			if _, err := p.Submit(t.Context(), trickle); err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took > 2*transaction {
				t.Errorf("an event of the trickle took %v", took)
			}
			time.Sleep(7 * time.Millisecond)
		}
		stop()
		flood.Wait()
	})
}

// A transaction of several projects is no larger than a database writes quickly;
// that of one project alone is as large as it may be.
func TestSharedTransactionsAreSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		g := newGate(store)
		_, p := start(t, ingest.Config{Store: store, RateLimit: -1})
		var all sync.WaitGroup
		submit := func(project mesher.ProjectID, events int) {
			for range events {
				s := submission(`{"message":"x"}`)
				s.Project.ID = project
				all.Go(func() {
					if _, err := p.Submit(t.Context(), s); err != nil {
						t.Error(err)
					}
				})
			}
			synctest.Wait()
		}
		submit(1, 1)
		<-g.arrivedc
		submit(1, 300)
		submit(2, 1)
		g.goc <- nil
		if n := <-g.arrivedc; n != 100 {
			t.Errorf("with another project waiting, a transaction has %d events", n)
		}
		g.goc <- nil
		if n := <-g.arrivedc; n != 201 {
			t.Errorf("with nobody else, a transaction has %d events, want all 201", n)
		}
		g.goc <- nil
		all.Wait()
	})
}

// The whole way is fair: on a machine where decoding takes a while, and so does
// each transaction and each event in it, a project that sends little beside a
// flood is answered within a few times what it takes alone.
func TestBesideAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		store.onWrite = func(_ context.Context, records []mesher.Record) error {
			time.Sleep(2*time.Millisecond + time.Duration(len(records))*20*time.Microsecond)
			return nil
		}
		_, p := start(t, ingest.Config{Store: store, Processors: 2, RateLimit: -1,
			Decode: func(s *mesher.Submission) (*mesher.Event, error) {
				time.Sleep(200 * time.Microsecond)
				return mesher.DecodeEvent(s.Body)
			},
		})
		slowest := func() (took time.Duration) {
			little := submission(`{"message":"trickle"}`)
			little.Project.ID = shop.ID + 1
			for range 50 {
				began := time.Now()
				if _, err := p.Submit(t.Context(), little); err != nil {
					t.Error(err)
				}
				took = max(took, time.Since(began))
				time.Sleep(7 * time.Millisecond)
			}
			return took
		}
		alone := slowest()
		ctx, stop := context.WithCancel(t.Context())
		var flood sync.WaitGroup
		for range 256 {
			flood.Go(func() {
				for ctx.Err() == nil {
					p.Submit(ctx, submission(`{"message":"flood"}`))
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		beside := slowest()
		stop()
		flood.Wait()
		if beside > 4*alone {
			t.Errorf("an event took %v alone and %v beside a flood", alone, beside)
		}
		t.Logf("%v alone, %v beside a flood", alone, beside)
	})
}
