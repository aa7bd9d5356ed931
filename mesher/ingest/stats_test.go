package ingest_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

// Waiting events can be seen while they wait, and then how long it took.
func TestStats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		g := newGate(store)
		_, p := start(t, ingest.Config{Store: store})
		var all sync.WaitGroup
		submit := func() { all.Go(func() { p.Submit(t.Context(), submission(`{"message":"x"}`)) }) }
		submit()
		<-g.arrivedc
		time.Sleep(time.Second)
		began := time.Now()
		submit()
		synctest.Wait()
		time.Sleep(time.Second)
		submit()
		synctest.Wait()
		q, err := p.Queue(t.Context())
		if err != nil || q.Events != 3 || q.Bytes != 3*len(`{"message":"x"}`) || !q.Oldest.Equal(began) || q.Away || q.MaxEvents == 0 {
			t.Errorf("the queue is %+v, %v", q, err)
		}
		g.goc <- nil
		<-g.arrivedc
		g.goc <- mesher.Errorf(mesher.Unavailable, "the database is gone")
		all.Wait()
		p.Submit(t.Context(), submission(`{}`))
		p.Count(shop.ID, mesher.DroppedBySDK("sample_rate"), 5)

		s := p.Stats()
		want := map[mesher.Outcome]int64{mesher.Stored: 1, mesher.RefusedUnavailable: 2, mesher.RefusedInvalid: 1, "sdk_sample_rate": 5}
		for outcome, events := range want {
			if s.Events[outcome] != events {
				t.Errorf("%d events are %s, want %d", s.Events[outcome], outcome, events)
			}
		}
		if s.Lag.Count != 1 || s.Lag.Sum != 2*time.Second || s.Lag.Within[time.Second] != 0 || s.Lag.Within[2500*time.Millisecond] != 1 {
			t.Errorf("the lag is %+v", s.Lag)
		}
		if s.Commits.Count != 2 || s.Commits.Sum != 2*time.Second || s.Commits.Within[time.Millisecond] != 1 || s.Failed != 1 {
			t.Errorf("the commits are %+v, %d of them failed", s.Commits, s.Failed)
		}
		if q, err := p.Queue(t.Context()); err != nil || q.Events != 0 || !q.Oldest.IsZero() {
			t.Errorf("in the end the queue is %+v, %v", q, err)
		}
	})
}
