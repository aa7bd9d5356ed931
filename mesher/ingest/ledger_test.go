package ingest_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/spool"
)

// outcomes is the memory's own ledger.
type outcomes struct {
	onCount func() error // nil: nothing is in the way

	counting sync.Mutex
	counted  map[mesher.OutcomeCount]int64
	entries  map[mesher.LedgerEntry]bool
	lost     error // what is answered to an entry that was added
}

func (o *outcomes) AddOutcomes(_ context.Context, entry mesher.LedgerEntry, counts []mesher.OutcomeCount) error {
	if o.onCount != nil {
		if err := o.onCount(); err != nil {
			return err
		}
	}
	o.counting.Lock()
	defer o.counting.Unlock()
	if o.entries == nil {
		o.entries = make(map[mesher.LedgerEntry]bool)
	}
	if o.entries[entry] {
		return o.lost
	}
	o.entries[entry] = true
	for _, c := range counts {
		o.add(c)
	}
	return o.lost
}

func (o *outcomes) add(c mesher.OutcomeCount) {
	if o.counted == nil {
		o.counted = make(map[mesher.OutcomeCount]int64)
	}
	key := c
	key.Events = 0
	o.counted[key] += c.Events
}

// countStored counts an event as a store does when it stores it.
func (o *outcomes) countStored(e *mesher.Event) {
	o.counting.Lock()
	defer o.counting.Unlock()
	o.add(mesher.OutcomeCount{Project: e.ProjectID, Hour: e.ReceivedAt.UTC().Truncate(time.Hour), Outcome: mesher.Stored, Events: 1})
}

// lose makes this error the answer to entries that are added.
func (o *outcomes) lose(answer error) {
	o.counting.Lock()
	defer o.counting.Unlock()
	o.lost = answer
}

func (o *outcomes) Outcomes(context.Context, mesher.ProjectID, time.Time, time.Time) ([]mesher.OutcomeCount, error) {
	panic("the pipeline only adds")
}

// of returns the counts of a project in an hour, except spooled events that have
// left.
func (o *outcomes) of(project mesher.ProjectID, hour time.Time) map[mesher.Outcome]int64 {
	o.counting.Lock()
	defer o.counting.Unlock()
	counts := make(map[mesher.Outcome]int64)
	for key, events := range o.counted {
		if key.Project == project && key.Hour.Equal(hour) && events != 0 {
			counts[key.Outcome] += events
		}
	}
	return counts
}

// Every submission is counted once, by its answer; an event that waited in the
// spool is counted again when it leaves, in the hour of its receipt.
func TestOutcomesAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newPicky(func() error { return errSick }, 3, 12)
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), RateLimit: 15})
		hour := time.Now().UTC().Truncate(time.Hour)
		submit := func(numbers ...int) {
			for _, n := range numbers {
				p.Submit(t.Context(), numbered(n))
			}
		}
		submit(1, 2, 2, 3)
		for _, body := range []string{`{}`, `{"message":"` + strings.Repeat("x", mesher.MaxEventSize) + `"}`} {
			p.Submit(t.Context(), submission(body))
		}
		time.Sleep(time.Millisecond) // or 1 would come again at the same instant
		store.gone.Store(true)
		submit(1, 10, 11, 12)
		p.Count(shop.ID, mesher.DroppedBySDK("sample_rate"), 7)
		time.Sleep(flushed)
		mustCount(t, store.of(shop.ID, hour), map[mesher.Outcome]int64{
			mesher.Stored: 2, mesher.Duplicate: 1, mesher.Quarantined: 1, mesher.RefusedInvalid: 1, mesher.RefusedTooLarge: 1,
			mesher.Spooled: 4, "sdk_sample_rate": 7,
		})

		time.Sleep(2 * time.Hour) // it is drained in another hour
		store.gone.Store(false)
		time.Sleep(flushed)
		for range 17 { // two too many
			p.Submit(t.Context(), submission(`{"message":"x"}`))
		}
		time.Sleep(flushed)
		mustCount(t, store.of(shop.ID, hour), map[mesher.Outcome]int64{
			mesher.Stored: 4, mesher.Duplicate: 2, mesher.Quarantined: 2, mesher.RefusedInvalid: 1, mesher.RefusedTooLarge: 1,
			"sdk_sample_rate": 7,
		})
		mustCount(t, store.of(shop.ID, hour.Add(2*time.Hour)), map[mesher.Outcome]int64{mesher.Stored: 15, mesher.RefusedLimited: 2})
	})
}

// flushed is longer than counts are gathered.
const flushed = 10 * time.Second

func mustCount(t *testing.T, got, want map[mesher.Outcome]int64) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}

// Counts wait for a database that is away, and for nothing when the program
// stops.
func TestOutcomesAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		away := time.Now().Add(time.Minute)
		store.onCount = func() error {
			if time.Now().Before(away) {
				return mesher.Errorf(mesher.Unavailable, "the database is gone")
			}
			return nil
		}
		sys, p := start(t, ingest.Config{Store: store})
		hour := time.Now().UTC().Truncate(time.Hour)
		p.Count(shop.ID, mesher.RefusedLimited, 2)
		time.Sleep(time.Minute + flushed)
		mustCount(t, store.of(shop.ID, hour), map[mesher.Outcome]int64{mesher.RefusedLimited: 2})
		p.Count(shop.ID, mesher.RefusedLimited, 3)
		if err := sys.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		mustCount(t, store.of(shop.ID, hour), map[mesher.Outcome]int64{mesher.RefusedLimited: 5})
	})
}

// An entry whose answer was lost is written again, but not added again.
func TestALostAnswerDoesNotCountTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		_, p := start(t, ingest.Config{Store: store})
		hour := time.Now().UTC().Truncate(time.Hour)
		store.lose(errors.New("the connection was cut"))
		p.Count(shop.ID, mesher.RefusedLimited, 2)
		time.Sleep(flushed)
		p.Count(shop.ID, mesher.RefusedLimited, 3) // waits for the entry before it
		time.Sleep(flushed)
		store.lose(nil)
		time.Sleep(flushed)
		mustCount(t, store.of(shop.ID, hour), map[mesher.Outcome]int64{mesher.RefusedLimited: 5})
	})
}

// If a stuck transaction stores an event after all, beside the drainer, it is one
// stored event, whichever comes first.
func TestAStuckTransactionDoesNotCountTwice(t *testing.T) {
	for _, c := range []struct {
		about           string
		stuck, drainage time.Duration
	}{{"the drainer first", time.Minute, 0}, {"the drainer last", 5 * time.Second, 10 * time.Second}} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newMemory()
				first := make(chan struct{}, 1)
				store.onWrite = func(context.Context, []mesher.Record) error {
					select {
					case first <- struct{}{}:
						time.Sleep(c.stuck)
					default:
						time.Sleep(c.drainage)
					}
					return nil
				}
				_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{})})
				hour := time.Now().UTC().Truncate(time.Hour)
				if r, err := p.Submit(t.Context(), numbered(1)); err != nil || r.Outcome != mesher.Spooled {
					t.Errorf("answered %v, %v", r, err)
				}
				time.Sleep(2 * time.Minute)
				mustCount(t, store.of(shop.ID, hour), map[mesher.Outcome]int64{mesher.Stored: 1})
			})
		})
	}
}
