package ingest_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/spool"
)

// ING-07: by its project's rate an event is optional for the store, the same one
// each time it is sent. While the database is away none is, since it is not known
// which issues are new.
func TestSampling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage()
		var mu sync.Mutex
		optional := make(map[string]int)
		sound := store.onWrite
		store.onWrite = func(ctx context.Context, records []mesher.Record) error {
			if err := sound(ctx, records); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			for _, r := range records {
				if r.Optional {
					optional[r.Event.Message]++
				}
			}
			return nil
		}
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), RateLimit: -1})
		rates := map[string]float64{"all": 0, "half": 0.5, "few": 0.02}
		submit := func() {
			for message, rate := range rates {
				for n := range 100 {
					s := submission(`{"message":"` + message + `"}`)
					s.EventID = idOf(n)
					s.Project.Settings.SampleRate = rate
					if _, err := p.Submit(t.Context(), s); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		submit()
		want := make(map[string]int)
		for message, rate := range rates {
			for n := range 100 {
				if !(mesher.Settings{SampleRate: rate}).Keeps(idOf(n)) {
					want[message]++
				}
			}
			if optional[message] != want[message] {
				t.Errorf("%s: %d of 100 are optional, want %d", message, optional[message], want[message])
			}
		}
		if want["all"] != 0 || want["half"] < 30 || want["few"] < 90 {
			t.Errorf("the rates make %v optional", want)
		}
		clear(optional)
		store.gone.Store(true)
		submit()
		store.gone.Store(false)
		time.Sleep(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		if len(optional) != 0 {
			t.Errorf("of those that waited in the spool %v are optional", optional)
		}
	})
}
