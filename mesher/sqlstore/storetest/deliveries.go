package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// due takes deliveries for a minute.
func (s *scene) due(now time.Time) []mesher.DueDelivery {
	s.Helper()
	due, err := s.store.TakeDeliveries(s.Context(), 100, now, now.Add(time.Minute))
	s.must(err)
	return due
}

var deliveryTests = map[string]func(*scene){
	"a delivery is taken with its alert and its action": func(s *scene) {
		r := s.aRule()
		s.fire(r, 1, noon)
		wantEqual(s, "how many are due before", len(s.due(noon.Add(-time.Second))), 0)
		due := s.due(noon)
		wantEqual(s, "how many are due", len(due), 1)
		wantEqual(s, "the attempt", due[0].Attempts, 1)
		wantEqual(s, "the rule", due[0].Alert.RuleID, r.ID)
		wantEqual(s, "the message", due[0].Alert.Message, "New issue: it broke")
		wantEqual(s, "the url", due[0].Action.URL, r.Action.URL)
		wantEqual(s, "the secret", due[0].Action.Secret.Reveal(), "whsec_1")
		wantEqual(s, "how many are due while it is tried", len(s.due(noon.Add(59*time.Second))), 0)
		// The process that took it died.
		again := s.due(noon.Add(time.Minute))
		wantEqual(s, "how many are due after", len(again), 1)
		wantEqual(s, "the attempt", again[0].Attempts, 2)
	},
	"an attempt ends a delivery or puts it off": func(s *scene) {
		s.fire(s.aRule(), 1, noon)
		failed := s.due(noon)[0].Tried(errors.New("nobody there"), noon)
		s.must(s.store.SaveDelivery(s.Context(), failed))
		wantEqual(s, "the delivery", s.alerts("")[0].Deliveries[0], failed)
		wantEqual(s, "the error", failed.Error, "nobody there")
		done := s.due(failed.NextAt)[0].Tried(nil, failed.NextAt)
		s.must(s.store.SaveDelivery(s.Context(), done))
		wantEqual(s, "the delivery", s.alerts("")[0].Deliveries[0], done)
		wantEqual(s, "how many are due", len(s.due(noon.Add(240*time.Hour))), 0)
		s.wantKind(s.store.SaveDelivery(s.Context(), mesher.Delivery{ID: uuid.New()}), mesher.NotFound)
	},
	"who comes too late changes nothing": func(s *scene) {
		s.fire(s.aRule(), 1, noon)
		late := s.due(noon)[0]
		done := s.due(noon.Add(time.Minute))[0].Tried(nil, noon.Add(time.Minute))
		s.must(s.store.SaveDelivery(s.Context(), done))
		s.wantKind(s.store.SaveDelivery(s.Context(), late.Tried(errors.New("nobody there"), noon)), mesher.NotFound)
		wantEqual(s, "the delivery", s.alerts("")[0].Deliveries[0], done)
		wantEqual(s, "how many are due", len(s.due(noon.Add(240*time.Hour))), 0)
	},
	"a delivery outlives its rule without an action": func(s *scene) {
		r := s.aRule()
		s.fire(r, 1, noon)
		s.must(s.store.DeleteRule(s.Context(), r.ID))
		due := s.due(noon)
		wantEqual(s, "how many are due", len(due), 1)
		wantEqual(s, "the action", due[0].Action.Type, "")
	},
	"many take each once": func(s *scene) {
		r := s.aRule(func(r *mesher.Rule) { r.Cooldown = 0 })
		const alerts = 12
		for n := range int64(alerts) {
			s.fire(r, n, noon)
		}
		var (
			all   sync.WaitGroup
			taken atomic.Int64
		)
		for range 4 {
			all.Go(func() {
				for range alerts {
					due, err := s.store.TakeDeliveries(s.Context(), 2, noon, noon.Add(time.Minute))
					if err != nil {
						s.Error(err)
					}
					taken.Add(int64(len(due)))
				}
			})
		}
		all.Wait()
		wantEqual(s, "how many were taken", taken.Load(), alerts)
	},
}
