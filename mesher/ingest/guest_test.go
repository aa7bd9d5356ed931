package ingest_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/spool"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Another node's events are committed or given back, and never wait in the spool
// here; nor are they counted here.
func TestGuestsGoBackRatherThanToTheSpool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage()
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), RateLimit: -1})
		keep := func(n int) (mesher.Receipt, error) {
			s := numbered(n)
			s.ReceivedAt = time.Now()
			record, err := p.Decode(&s)
			if err != nil {
				t.Fatal(err)
			}
			return p.Keep(t.Context(), record, len(s.Body))
		}
		if r, err := keep(1); err != nil || r.Outcome != mesher.Stored || store.has(idOf(1)) == nil {
			t.Errorf("answered %+v, %v", r, err)
		}
		store.gone.Store(true)
		_, err := keep(2) // by its own transaction
		mustBe(t, err, mesher.Unavailable)
		if r, err := p.Submit(t.Context(), numbered(3)); err != nil || r.Outcome != mesher.Spooled {
			t.Errorf("our own is answered %+v, %v", r, err)
		}
		_, err = keep(4) // while all goes to the spool
		mustBe(t, err, mesher.Unavailable)
		store.gone.Store(false)
		time.Sleep(flushed)
		for n, want := range map[int]bool{1: true, 2: false, 3: true, 4: false} {
			if stored := store.has(idOf(n)) != nil; stored != want {
				t.Errorf("event %d is stored: %v", n, stored)
			}
		}
		mustCount(t, store.of(shop.ID, time.Now().UTC().Truncate(time.Hour)), map[mesher.Outcome]int64{mesher.Stored: 2})
	})
}

// borrowed is what a borrowed processor does with a submission in a test.
type borrowed func(p *actor.Process, s *mesher.Submission) (any, error)

func (b borrowed) HandleCall(p *actor.Process, request any) (any, error) {
	return b(p, request.(*mesher.Submission))
}

// Whatever a borrowed processor does, each event is stored once and counted once.
func TestBorrowed(t *testing.T) {
	type keep func(*mesher.Submission) mesher.Receipt
	for _, c := range []struct {
		about string
		helps func(p *actor.Process, keep keep, s *mesher.Submission) (any, error)
		want  mesher.Outcome
	}{
		{"it stores", func(_ *actor.Process, keep keep, s *mesher.Submission) (any, error) {
			return keep(s), nil
		}, mesher.Stored},
		{"it gives back", func(*actor.Process, keep, *mesher.Submission) (any, error) {
			return nil, ingest.ErrReturned
		}, mesher.Stored},
		{"it stores and gives back", func(_ *actor.Process, keep keep, s *mesher.Submission) (any, error) {
			keep(s)
			return nil, ingest.ErrReturned
		}, mesher.Stored},
		{"its database is away", func(*actor.Process, keep, *mesher.Submission) (any, error) {
			return nil, mesher.Errorf(mesher.Unavailable, "no database there")
		}, mesher.Stored},
		{"it dies", func(p *actor.Process, _ keep, _ *mesher.Submission) (any, error) {
			p.Stop(errors.New("it died"))
			return nil, nil
		}, mesher.Stored},
		{"it stores and dies", func(p *actor.Process, keep keep, s *mesher.Submission) (any, error) {
			keep(s)
			p.Stop(errors.New("it died"))
			return nil, nil
		}, mesher.Stored},
		{"it refuses", func(*actor.Process, keep, *mesher.Submission) (any, error) {
			return nil, mesher.Errorf(mesher.Invalid, "no event")
		}, mesher.RefusedInvalid},
	} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const events = 50
				store := newMemory()
				sys, p := start(t, ingest.Config{Store: store, Processors: 1, RateLimit: -1, Decode: slowly})
				hour := time.Now().UTC().Truncate(time.Hour)
				keep := func(s *mesher.Submission) mesher.Receipt {
					record, err := p.Decode(s)
					if err != nil {
						panic(err)
					}
					receipts, err := store.WriteEvents(context.Background(), []mesher.Record{record})
					if err != nil {
						panic(err)
					}
					return receipts[0]
				}
				handed := 0
				pid, err := service.Start(t.Context(), sys, borrowed(func(p *actor.Process, s *mesher.Submission) (any, error) {
					handed++
					return c.helps(p, keep, s)
				}))
				if err != nil {
					t.Fatal(err)
				}
				p.Borrow(pid, 4)
				var all sync.WaitGroup
				for range events {
					all.Go(func() {
						_, err := p.Submit(t.Context(), submission(`{"message":"x"}`)) // without an id
						if err != nil && c.want != mesher.RefusedInvalid {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if handed == 0 {
					t.Error("nothing was handed over")
				}
				time.Sleep(flushed)
				counted := store.of(shop.ID, hour)
				total := int64(0)
				for _, n := range counted {
					total += n
				}
				if stored := int64(len(store.stored)); counted[mesher.Stored] != stored || counted[c.want] == 0 || total != events {
					t.Errorf("of %d events %d are stored and %v counted", events, stored, counted)
				}
			})
		})
	}
}

// slowly reads our own format as a slow machine does.
func slowly(s *mesher.Submission) (*mesher.Event, error) {
	time.Sleep(time.Millisecond)
	return mesher.DecodeEvent(s.Body)
}
