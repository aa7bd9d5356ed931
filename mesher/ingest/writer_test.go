package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

// A gate holds every transaction until it is let go.
type gate struct {
	arrivedc chan int // sizes
	goc      chan error
}

func newGate(m *memory) *gate {
	g := &gate{make(chan int), make(chan error)}
	m.onWrite = func(_ context.Context, records []mesher.Record) error {
		g.arrivedc <- len(records)
		return <-g.goc
	}
	return g
}

// Events that arrive while a transaction is written are the next one.
func TestEventsThatArriveTogetherAreCommittedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		g := newGate(store)
		_, p := start(t, ingest.Config{Store: store, Batch: 4})

		var all sync.WaitGroup
		submit := func() {
			all.Go(func() {
				if _, err := p.Submit(t.Context(), submission(`{"message":"x"}`)); err != nil {
					t.Error(err)
				}
			})
		}
		submit()
		sizes := []int{<-g.arrivedc}
		for range 6 {
			submit()
		}
		synctest.Wait() // all six are in the writer's queue
		for range 2 {
			g.goc <- nil
			sizes = append(sizes, <-g.arrivedc)
		}
		g.goc <- nil
		all.Wait()
		if want := []int{1, 4, 2}; !slices.Equal(sizes, want) {
			t.Errorf("batches of %v, want %v", sizes, want)
		}
	})
}

// No event is answered before the commit.
func TestAnswersComeAfterTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		g := newGate(store)
		_, p := start(t, ingest.Config{Store: store})
		answered := make(chan error, 1)
		go func() {
			_, err := p.Submit(t.Context(), submission(`{"message":"x"}`))
			answered <- err
		}()
		<-g.arrivedc
		synctest.Wait()
		select {
		case err := <-answered:
			t.Errorf("answered %v while the transaction is open", err)
		default:
		}
		g.goc <- nil
		if err := <-answered; err != nil {
			t.Error(err)
		}
	})
}

func TestEventsBeyondTheBoundAreRefusedAtOnce(t *testing.T) {
	for _, c := range []struct {
		about  string
		config ingest.Config
	}{
		{"events", ingest.Config{MaxWaiting: 3}},
		{"bytes", ingest.Config{MaxWaitingBytes: 3 * len(`{"message":"x"}`)}},
	} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newMemory()
				g := newGate(store)
				c.config.Store = store
				_, p := start(t, c.config)

				var held sync.WaitGroup
				for range 3 { // one is being written, two wait
					held.Go(func() {
						if _, err := p.Submit(t.Context(), submission(`{"message":"x"}`)); err != nil {
							t.Error(err)
						}
					})
				}
				<-g.arrivedc
				synctest.Wait()
				began := time.Now()
				_, err := p.Submit(t.Context(), submission(`{"message":"x"}`))
				mustBe(t, err, mesher.Unavailable)
				if e, ok := errors.AsType[*mesher.Error](err); !ok || e.RetryAfter <= 0 {
					t.Errorf("%v does not say when to come back", err)
				}
				if waited := time.Since(began); waited != 0 {
					t.Errorf("refused after %v", waited)
				}

				g.goc <- nil
				<-g.arrivedc
				g.goc <- nil
				held.Wait()
				go func() { <-g.arrivedc; g.goc <- nil }()
				if _, err := p.Submit(t.Context(), submission(`{"message":"x"}`)); err != nil {
					t.Errorf("there is room again: %v", err)
				}
			})
		})
	}
}

func TestAFailingDatabaseRefusesEachWaitingEvent(t *testing.T) {
	for _, c := range []struct {
		about string
		fail  func() error
	}{
		{"an error", func() error { return errors.New("disk on fire") }},
		{"a panic", func() error { panic("store is broken") }},
	} {
		t.Run(c.about, func(t *testing.T) {
			store := newMemory()
			var once sync.Once
			store.onWrite = func(context.Context, []mesher.Record) (err error) {
				once.Do(func() { err = c.fail() })
				return err
			}
			store.onIsolate = func() error { return errors.New("disk still on fire") }
			_, p := start(t, ingest.Config{Store: store})
			_, err := p.Submit(t.Context(), submission(`{"message":"x"}`))
			mustBe(t, err, mesher.Unavailable)
			if e, ok := errors.AsType[*mesher.Error](err); ok && strings.Contains(e.Message, "fire") {
				t.Errorf("the client is told %q", e.Message)
			}
			if len(store.stored) != 0 {
				t.Error("an event was kept that was refused")
			}
			if _, err := p.Submit(t.Context(), submission(`{"message":"x"}`)); err != nil {
				t.Errorf("the database is back: %v", err)
			}
		})
	}
}

// A hanging database costs a submission its patience and no more.
func TestPatienceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		store.onWrite = func(ctx context.Context, _ []mesher.Record) error {
			<-ctx.Done()
			return ctx.Err()
		}
		_, p := start(t, ingest.Config{Store: store, Patience: 3 * time.Second})
		began := time.Now()
		_, err := p.Submit(t.Context(), submission(`{"message":"x"}`))
		mustBe(t, err, mesher.Unavailable)
		if waited := time.Since(began); waited != 3*time.Second {
			t.Errorf("refused after %v, want 3s", waited)
		}
	})
}

func TestALateAnswerHarmsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		g := newGate(store)
		_, p := start(t, ingest.Config{Store: store})
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() {
			_, err := p.Submit(ctx, submission(`{"message":"first"}`))
			gone <- err
		}()
		<-g.arrivedc
		cancel()
		mustBe(t, <-gone, mesher.Unavailable)
		g.goc <- nil
		go func() { <-g.arrivedc; g.goc <- nil }()
		s := submission(fmt.Sprintf(`{"message":"second","event_id":%q}`, idOf(2)))
		r, err := p.Submit(t.Context(), s)
		if err != nil || r.EventID != idOf(2) {
			t.Errorf("got %v, %v; want the second event's answer", r, err)
		}
	})
}

func mustBe(t *testing.T, err error, want mesher.Kind) {
	t.Helper()
	if err == nil || mesher.KindOf(err) != want {
		t.Errorf("got error %v of kind %d, want kind %d", err, mesher.KindOf(err), want)
	}
}

// A database that writes concurrently gets several batches at once.
func TestCommittersWorkAtTheSameTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		g := newGate(store)
		_, p := start(t, ingest.Config{Store: store, Committers: 2})
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				if _, err := p.Submit(t.Context(), submission(`{"message":"x"}`)); err != nil {
					t.Error(err)
				}
			})
			<-g.arrivedc // before the other was let go
		}
		g.goc <- nil
		g.goc <- nil
		all.Wait()
	})
}
