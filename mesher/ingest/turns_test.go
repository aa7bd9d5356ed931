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

// A project that sends far more than the database takes holds up another by one
// transaction that is under way, and one of its own; and has none of its events
// refused.
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
