package storetest

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Churn writes random batches with many repeats, by as many writers at once as
// there are stores on one database, and returns the events that were answered as
// stored or duplicate. It goes on while more says so, through outages too. Its
// result must add up: the ledger has the stored events, if every answer came, and
// an engine's tests then compare its counts with its rows.
func Churn(t *testing.T, more func() bool, stores ...mesher.Store) map[uuid.UUID]bool {
	t.Helper()
	return churn(t, more, []int{0}, stores...)
}

// churn is Churn with events of so many days ago.
func churn(t *testing.T, more func() bool, daysAgo []int, stores ...mesher.Store) map[uuid.UUID]bool {
	t.Helper()
	scene := newScene(t, stores[0])
	since := noon.AddDate(0, 0, -80) // older events may expire meanwhile, and then the ledger ages
	before := scene.storedSince(since)
	var (
		all       sync.WaitGroup
		recording sync.Mutex // guards the results
		answered  = make(map[uuid.UUID]bool)
		pool      = make([]uuid.UUID, 500) // of the ids that are sent again and again
		seed      = rand.Uint64()

		stored int64 // since then
		lost   bool  // an answer
	)
	t.Logf("seed %d", seed)
	for i := range pool {
		pool[i] = uuid.New()
	}
	for w, store := range stores {
		random := rand.New(rand.NewPCG(seed, uint64(w)))
		all.Go(func() {
			for more() {
				batch := scene.randomBatch(random, pool, daysAgo)
				receipts, err := store.WriteEvents(t.Context(), batch)
				if err != nil {
					if mesher.KindOf(err) != mesher.Unavailable {
						t.Error(err)
					}
					recording.Lock()
					lost = true
					recording.Unlock()
					breathe(t)
					continue
				}
				recording.Lock()
				for i, r := range receipts {
					answered[r.EventID] = true
					if r.Outcome == mesher.Stored && !batch[i].Event.ReceivedAt.Before(since) {
						stored++
					}
				}
				recording.Unlock()
			}
		})
	}
	all.Wait()
	if !lost {
		wantEqual(scene, "how many events the ledger has as stored", scene.storedSince(since)-before, stored)
	}
	return answered
}

// randomBatch is small or large, falls into a few hours, levels and issues, and
// repeats events of other batches.
func (s *scene) randomBatch(random *rand.Rand, pool []uuid.UUID, daysAgo []int) []mesher.Record {
	batch := make([]mesher.Record, 1+random.IntN([]int{4, 40, 250}[random.IntN(3)]))
	for i := range batch {
		event := uuid.New()
		if random.IntN(4) == 0 {
			event = pool[random.IntN(len(pool))]
		}
		batch[i] = s.record(fmt.Sprint(random.IntN(20)), id(event),
			at(noon.AddDate(0, 0, -daysAgo[random.IntN(len(daysAgo))]).Add(time.Duration(random.IntN(3*3600))*time.Second)),
			level(mesher.Level(random.IntN(5))),
			user(mesher.User{ID: fmt.Sprint(random.IntN(30))}),
			func(r *mesher.Record) {
				r.Event.Release, r.Event.Tags = fmt.Sprint(random.IntN(3)), map[string]string{"os": fmt.Sprint(random.IntN(3))}
			})
	}
	return batch
}

// storedSince returns how many events the ledger has as stored.
func (s *scene) storedSince(since time.Time) (n int64) {
	s.Helper()
	counts, err := s.store.Outcomes(s.Context(), s.project.ID, since, noon.AddDate(0, 0, 1))
	s.must(err)
	for _, c := range counts {
		if c.Outcome == mesher.Stored {
			n += c.Events
		}
	}
	return n
}

// breathe gives a database that is away time to come back.
func breathe(t *testing.T) {
	select {
	case <-t.Context().Done():
	case <-time.After(10 * time.Millisecond):
	}
}
