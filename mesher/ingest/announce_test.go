package ingest_test

import (
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/spool"
)

// A listener records which events it was told of.
type listener struct {
	mu   sync.Mutex // guards the fields below
	told []uuid.UUID
}

func (l *listener) stored(events iter.Seq2[mesher.Record, mesher.Receipt]) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for record, receipt := range events {
		if receipt.Outcome != mesher.Stored || receipt.IssueID == uuid.Nil {
			panic("told of what is not stored")
		}
		l.told = append(l.told, record.Event.ID)
	}
}

func (l *listener) mustHave(t *testing.T, want ...int) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := make([]uuid.UUID, len(want))
	for i, n := range want {
		ids[i] = idOf(n)
	}
	if !slices.Equal(l.told, ids) {
		t.Errorf("told of %v, want %v", l.told, ids)
	}
}

// Each stored event is announced once, in its order, when its sender is answered;
// one that waits in the spool, when it has left that.
func TestStoredEventsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l listener
		store := newOutage()
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), Stored: l.stored})
		mustSubmit(t, p, 1, mesher.Stored)
		l.mustHave(t, 1)
		mustSubmit(t, p, 1, mesher.Duplicate)
		mustSubmit(t, p, 2, mesher.Stored)
		l.mustHave(t, 1, 2)
		time.Sleep(time.Second)
		store.gone.Store(true)
		mustSubmit(t, p, 3, mesher.Spooled)
		mustSubmit(t, p, 4, mesher.Spooled)
		mustSubmit(t, p, 2, mesher.Spooled) // a duplicate, which is not known yet
		time.Sleep(5 * time.Second)
		l.mustHave(t, 1, 2)
		store.gone.Store(false)
		time.Sleep(5 * time.Second)
		l.mustHave(t, 1, 2, 3, 4)
	})
}

// If a transaction stores its events long after they went to the spool, they are
// announced once, as they leave the spool.
func TestWhatWasStoredTwiceIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l listener
		store := newMemory()
		var once atomic.Bool
		store.onWrite = func(context.Context, []mesher.Record) error {
			if once.CompareAndSwap(false, true) {
				time.Sleep(10 * time.Second)
			}
			return nil
		}
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), Stored: l.stored})
		mustSubmit(t, p, 1, mesher.Spooled)
		time.Sleep(time.Minute)
		mustSubmit(t, p, 2, mesher.Stored)
		l.mustHave(t, 1, 2)
	})
}

// A listener that panics does no harm to others.
func TestAListenerThatBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p := start(t, ingest.Config{Store: newMemory(), Stored: func(iter.Seq2[mesher.Record, mesher.Receipt]) { panic("broken") }})
		for n := range 3 {
			mustSubmit(t, p, n, mesher.Stored)
		}
	})
}
