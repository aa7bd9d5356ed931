package postgres_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// Every event answered before the server crashed is there, once; and the store
// recovers by itself when the server is back.
func TestCrash(t *testing.T) {
	const crashes = 2
	server := pgtest.Start(t)
	url := server.NewDatabase(t)
	store := counted{Store: open(t, url)}
	var over atomic.Bool
	answered := make(chan map[uuid.UUID]bool, 1)
	go func() {
		defer close(answered)
		answered <- storetest.Churn(t, func() bool { return !over.Load() }, &store, &store, &store)
	}()
	for range crashes {
		store.await(t, 30)
		server.Crash(t)
		server.Restart(t)
	}
	store.await(t, 30)
	over.Store(true)
	checkRows(t, url, <-answered)
}

// counted counts the batches that a store has answered.
type counted struct {
	mesher.Store
	batches atomic.Int64
}

func (c *counted) WriteEvents(ctx context.Context, records []mesher.Record) ([]mesher.Receipt, error) {
	receipts, err := c.Store.WriteEvents(ctx, records)
	if err == nil {
		c.batches.Add(1)
	}
	return receipts, err
}

// await returns once so many more batches were answered.
func (c *counted) await(t *testing.T, more int64) {
	for target := c.batches.Load() + more; c.batches.Load() < target; {
		select {
		case <-t.Context().Done():
			return
		case <-time.After(time.Millisecond):
		}
	}
}
