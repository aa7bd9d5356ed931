package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/mesher/spool"
)

// quarantine is the memory's own.
type quarantine struct {
	onIsolate func() error // nil: nothing is in the way
	onDelete  func() error // the same

	apart    sync.Mutex
	isolated []mesher.IsolatedEvent
}

func (q *quarantine) Isolate(_ context.Context, r mesher.Record, reason string) error {
	if q.onIsolate != nil {
		if err := q.onIsolate(); err != nil {
			return err
		}
	}
	q.apart.Lock()
	defer q.apart.Unlock()
	e, err := payload.NewCodec().Decode(r.Payload)
	q.isolated = append(q.isolated, mesher.IsolatedEvent{ID: uuid.New(), Reason: reason, Event: e})
	return err
}

func (q *quarantine) Isolated(context.Context, mesher.ProjectID, uuid.UUID) ([]mesher.IsolatedEvent, error) {
	q.apart.Lock()
	defer q.apart.Unlock()
	return slices.Clone(q.isolated), nil
}

func (q *quarantine) IsolatedEvent(_ context.Context, id uuid.UUID) (mesher.IsolatedEvent, error) {
	q.apart.Lock()
	defer q.apart.Unlock()
	if i := q.find(id); i >= 0 {
		return q.isolated[i], nil
	}
	return mesher.IsolatedEvent{}, mesher.Errorf(mesher.NotFound, "no such event")
}

func (q *quarantine) IsolatedAs(context.Context, []mesher.ProjectID, uuid.UUID) (mesher.IsolatedEvent, error) {
	panic("nothing here asks for it")
}

func (q *quarantine) DeleteIsolated(_ context.Context, id uuid.UUID) error {
	if q.onDelete != nil {
		if err := q.onDelete(); err != nil {
			return err
		}
	}
	q.apart.Lock()
	defer q.apart.Unlock()
	i := q.find(id)
	if i < 0 {
		return mesher.Errorf(mesher.NotFound, "no such event")
	}
	q.isolated = slices.Delete(q.isolated, i, i+1)
	return nil
}

func (q *quarantine) find(id uuid.UUID) int {
	return slices.IndexFunc(q.isolated, func(e mesher.IsolatedEvent) bool { return e.ID == id })
}

// A picky store refuses batches with certain events in them, in its own way.
type picky struct {
	*outage
	refuses map[uuid.UUID]bool
}

func newPicky(refuse func() error, poison ...int) *picky {
	s := &picky{newOutage(), make(map[uuid.UUID]bool)}
	for _, n := range poison {
		s.refuses[idOf(n)] = true
	}
	sound := s.onWrite
	s.onWrite = func(ctx context.Context, records []mesher.Record) error {
		if err := sound(ctx, records); err != nil {
			return err
		}
		for _, r := range records {
			if s.refuses[r.Event.ID] {
				return refuse()
			}
		}
		return nil
	}
	return s
}

var errSick = errors.New("invalid byte sequence")

// One event that the database refuses, or several, anywhere in a batch: they go
// into the quarantine, the others are stored, and it takes few transactions.
func TestPoisonIsIsolated(t *testing.T) {
	const events = 64
	for _, c := range []struct {
		about  string
		refuse func() error
		poison []int
		most   int64 // transactions
	}{
		{"none", func() error { return errSick }, nil, 1},
		{"one", func() error { return errSick }, []int{40}, 1 + 2*6},
		{"one panics", func() error { panic("index out of range") }, []int{40}, 1 + 2*6},
		{"the ends", func() error { return errSick }, []int{1, events}, 1 + 4*6},
		{"three", func() error { return errSick }, []int{7, 8, 30}, 1 + 6*6},
	} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newPicky(c.refuse, c.poison...)
				// The first transaction waits until all are in the next.
				open := make(chan struct{})
				sound := store.onWrite
				store.onWrite = func(ctx context.Context, records []mesher.Record) error {
					<-open
					return sound(ctx, records)
				}
				_, p := start(t, ingest.Config{Store: store, RateLimit: -1, Patience: time.Hour})
				var all sync.WaitGroup
				submit := func(n int, want mesher.Outcome) {
					all.Go(func() {
						if r, err := p.Submit(t.Context(), numbered(n)); err != nil || r.Outcome != want {
							t.Errorf("event %d: got %+v, %v; want it %s", n, r, err, want)
						}
					})
					synctest.Wait() // in this order
				}
				submit(0, mesher.Stored)
				for n := 1; n <= events; n++ {
					want := mesher.Stored
					if slices.Contains(c.poison, n) {
						want = mesher.Quarantined
					}
					submit(n, want)
				}
				close(open)
				all.Wait()
				if n := store.tried.Load() - 1; n > c.most {
					t.Errorf("it took %d transactions, want at most %d", n, c.most)
				}
				mustBeIsolated(t, store.memory, c.poison...)
			})
		})
	}
}

// mustBeIsolated fails unless exactly these events are in the quarantine, with a
// reason and what was sent.
func mustBeIsolated(t *testing.T, m *memory, want ...int) {
	t.Helper()
	if len(m.isolated) != len(want) {
		t.Errorf("%d events are isolated, want %d", len(m.isolated), len(want))
	}
	for _, n := range want {
		if !slices.ContainsFunc(m.isolated, func(i mesher.IsolatedEvent) bool {
			return i.Event.ID == idOf(n) && i.Reason != "" && string(i.Event.Sent) == string(numbered(n).Body)
		}) {
			t.Errorf("event %d is not isolated", n)
		}
		if m.has(idOf(n)) != nil {
			t.Errorf("event %d is stored", n)
		}
	}
}

// An error that tells the sender what is wrong goes to the sender.
func TestAnErrorOfTheSenderIsNoPoison(t *testing.T) {
	store := newPicky(func() error { return mesher.Errorf(mesher.NotFound, "this project was deleted") }, 1)
	_, p := start(t, ingest.Config{Store: store})
	_, err := p.Submit(t.Context(), numbered(1))
	mustBe(t, err, mesher.NotFound)
	mustBeIsolated(t, store.memory)
}

// Poison does not stop the spool.
func TestPoisonInTheSpool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, waiting := newPicky(func() error { return errSick }, 3), openSpool(t, t.TempDir(), spool.Config{})
		// The quarantine is away for longer than the database: the event waits.
		isolateAt := time.Now().Add(10 * time.Second)
		store.onIsolate = func() error {
			if time.Now().Before(isolateAt) {
				return errors.New("no room")
			}
			return nil
		}
		_, p := start(t, ingest.Config{Store: store, Spool: waiting})
		store.gone.Store(true)
		for n := range 6 {
			mustSubmit(t, p, n, mesher.Spooled)
		}
		store.gone.Store(false)
		time.Sleep(time.Minute)
		if held := waiting.Held(); held != 0 {
			t.Errorf("the spool holds %d bytes", held)
		}
		mustBeIsolated(t, store.memory, 3)
		for _, n := range []int{0, 1, 2, 4, 5} {
			if store.has(idOf(n)) == nil {
				t.Errorf("event %d is not stored", n)
			}
		}
	})
}

func TestRetry(t *testing.T) {
	store := newPicky(func() error { return fmt.Errorf("write: %w", errSick) }, 1)
	_, p := start(t, ingest.Config{Store: store})
	mustSubmitQuarantined(t, p, 1)
	id := store.isolated[0].ID

	_, err := p.Retry(t.Context(), id)
	mustBe(t, err, mesher.Conflict)
	if e, ok := errors.AsType[*mesher.Error](err); !ok || !errors.Is(err, errSick) || !strings.Contains(e.Message, errSick.Error()) {
		t.Errorf("a retry that fails answers %v", err)
	}
	mustBeIsolated(t, store.memory, 1)

	delete(store.refuses, idOf(1))
	if r, err := p.Retry(t.Context(), id); err != nil || r.Outcome != mesher.Stored || r.EventID != idOf(1) {
		t.Errorf("after it was mended: %+v, %v", r, err)
	}
	if e := store.has(idOf(1)); e == nil || string(e.Sent) != string(numbered(1).Body) || len(store.isolated) != 0 {
		t.Error("it is not stored with what was sent, or still isolated")
	}
	_, err = p.Retry(t.Context(), id)
	mustBe(t, err, mesher.NotFound)
}

// However often an event leaves the quarantine, it was sent once and is counted
// once: even if two callers retry it at the same moment, or a retry that failed
// halfway is repeated.
func TestRetriesOfOneEventCountOnce(t *testing.T) {
	for about, failing := range map[string]int64{"at the same moment": 0, "after one that failed halfway": 1} {
		t.Run(about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newPicky(func() error { return errSick }, 1)
				_, p := start(t, ingest.Config{Store: store})
				hour := time.Now().UTC().Truncate(time.Hour)
				mustSubmitQuarantined(t, p, 1)
				delete(store.refuses, idOf(1))
				id := store.isolated[0].ID
				var all sync.WaitGroup
				var failures atomic.Int64
				failures.Store(failing)
				open := make(chan struct{})
				store.onDelete = func() error {
					<-open
					if failures.Add(-1) >= 0 {
						return errors.New("no connection")
					}
					return nil
				}
				retry := func() {
					if r, err := p.Retry(t.Context(), id); err == nil && r.Outcome != mesher.Stored {
						t.Errorf("the receipt is %+v", r)
					}
				}
				for range 2 {
					all.Go(retry)
					synctest.Wait() // both have stored it before either takes it out
				}
				close(open)
				all.Wait()
				time.Sleep(flushed)
				mustCount(t, store.of(shop.ID, hour), map[mesher.Outcome]int64{mesher.Stored: 1})
			})
		})
	}
}

func mustSubmitQuarantined(t *testing.T, p *ingest.Pipeline, n int) {
	t.Helper()
	if r, err := p.Submit(t.Context(), numbered(n)); err != nil || r.Outcome != mesher.Quarantined {
		t.Fatalf("got %+v, %v; want it quarantined", r, err)
	}
}
