package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

func idOf(n int) uuid.UUID {
	return uuid.NewSHA1(uuid.Nil, []byte(fmt.Sprint(n)))
}

// RES-01: whichever service is killed comes back, nothing of it stays behind, and
// the event that meets the gap is stored all the same.
func TestAnyServiceMayBeKilled(t *testing.T) {
	for _, name := range []string{
		ingest.Registry, ingest.Ledger, ingest.KeyRing, ingest.Limiter, ingest.Writer, ingest.Processor + "1", ingest.Processor + "2",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { killOne(t, name) })
		})
	}
}

func killOne(t *testing.T, name string) {
	store := newMemory()
	sys, p := start(t, ingest.Config{Store: store, Processors: 2})
	pid, ok := sys.Whereis(name)
	if !ok {
		t.Fatalf("nobody is called %s", name)
	}
	processes := sys.Count()
	sys.Exit(pid, actor.Kill)
	for n := range 4 { // more than there are processors
		s := submission(`{"message":"x"}`)
		s.EventID = idOf(n)
		if _, err := p.Submit(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if store.has(idOf(n)) == nil {
			t.Fatal("answered and not stored")
		}
	}
	store.keys["good"] = grant{mesher.Key{Value: "good"}, shop}
	if _, _, err := p.Authenticate(t.Context(), "good"); err != nil {
		t.Error(err)
	}
	synctest.Wait()
	if now, ok := sys.Whereis(name); !ok || now == pid {
		t.Errorf("%s is %v, and was %v when it was killed", name, now, pid)
	}
	if now := sys.Count(); now != processes {
		t.Errorf("there are %d processes and were %d", now, processes)
	}
}

// RES-01, ING-08: under load, all of them one after the other, in the middle of
// transactions too.
func TestServicesKilledUnderLoad(t *testing.T) {
	const senders, each = 8, 200
	store := newMemory()
	sys, p := start(t, ingest.Config{Store: store, Processors: 2, RateLimit: -1})
	var load sync.WaitGroup
	var answered atomic.Int64
	for sender := range senders {
		load.Go(func() {
			for n := range each {
				s := submission(`{"message":"x"}`)
				s.EventID = idOf(sender*each + n)
				if _, err := p.Submit(t.Context(), s); err != nil {
					t.Errorf("event %d of sender %d: %v", n, sender, err)
					return
				}
				answered.Add(1)
			}
		})
	}
	names := []string{ingest.Writer, ingest.Processor + "1", ingest.Limiter, ingest.Registry, ingest.Processor + "2", ingest.Writer}
	for i, name := range names {
		// Spread over the run: each kill meets events under way.
		for answered.Load() < int64((i+1)*senders*each/(len(names)+2)) && !t.Failed() {
			runtime.Gosched()
		}
		sys.Exit(await(t, sys, name), actor.Kill)
	}
	load.Wait()
	for n := range senders * each {
		if store.has(idOf(n)) == nil {
			t.Fatalf("event %d was answered and is not stored", n)
		}
	}
}

// await returns the process of this name, as soon as there is one.
func await(t *testing.T, sys *actor.System, name string) actor.PID {
	t.Helper()
	for t.Context().Err() == nil {
		if pid, ok := sys.Whereis(name); ok && sys.Alive(pid) {
			return pid
		}
		runtime.Gosched()
	}
	t.Fatalf("nobody is called %s", name)
	return actor.PID{}
}

// An id that we made stays the event's if a step has to be repeated.
func TestARepeatedStepKeepsTheID(t *testing.T) {
	store := newMemory()
	var sys *actor.System
	var first atomic.Pointer[uuid.UUID]
	store.onWrite = func(ctx context.Context, records []mesher.Record) error {
		if first.CompareAndSwap(nil, &records[0].Event.ID) {
			writer, _ := sys.Whereis(ingest.Writer)
			sys.Exit(writer, actor.Kill)
		}
		return nil // stored, although the answer is lost
	}
	sys, p := start(t, ingest.Config{Store: store})
	r, err := p.Submit(t.Context(), submission(`{"message":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	if r.EventID != *first.Load() {
		t.Errorf("the event is %v in the answer and was %v at the first try", r.EventID, first.Load())
	}
	if len(store.stored) != 1 {
		t.Errorf("%d events were stored, want 1", len(store.stored))
	}
}

func TestRegistryTellsThePartsAndCounts(t *testing.T) {
	sys, p := start(t, ingest.Config{Store: newMemory(), Processors: 3})
	for range 5 {
		if _, err := p.Submit(t.Context(), submission(`{"message":"x"}`)); err != nil {
			t.Fatal(err)
		}
	}
	parts, err := service.Call[ingest.Parts](t.Context(), sys, ingest.Registry, ingest.GetParts{})
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range append(parts.Processors, parts.Limiter, parts.Writer) {
		if !sys.Alive(pid) {
			t.Errorf("%v of %v is not alive", pid, parts)
		}
	}
	if len(parts.Processors) != 3 {
		t.Errorf("%d processors, want 3", len(parts.Processors))
	}
	for _, c := range []struct {
		request any
		want    int
	}{{ingest.GetCount{}, 5}, {ingest.ResetCount{}, 5}, {ingest.GetCount{}, 0}} {
		if n, err := service.Call[int](t.Context(), sys, ingest.Registry, c.request); err != nil || n != c.want {
			t.Errorf("%T: %d, %v; want %d", c.request, n, err, c.want)
		}
	}
}

// When a transaction ends because its process was killed, the log says that, and
// does not blame the database.
func TestAKilledCommitterIsCalledKilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer // a handler writes one line at a time
		store := newMemory()
		var sys *actor.System
		var once sync.Once
		store.onWrite = func(ctx context.Context, _ []mesher.Record) (err error) {
			once.Do(func() {
				writer, _ := sys.Whereis(ingest.Writer)
				sys.Exit(writer, actor.Kill)
				<-ctx.Done()
				err = mesher.Errorf(mesher.Unavailable, "the database did not answer in time")
			})
			return err
		}
		sys, p := startLogging(t, ingest.Config{Store: store}, slog.New(slog.NewTextHandler(&log, nil)))
		if _, err := p.Submit(t.Context(), submission(`{"message":"x"}`)); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if text := log.String(); !strings.Contains(text, "events could not be stored") || !strings.Contains(text, "broken off: killed") || strings.Contains(text, "did not answer") {
			t.Errorf("the log is\n%s", text)
		}
	})
}

// An event whose writer was killed after storing it, before it could say so, is
// stored and not a duplicate.
func TestAWriterThatDiesCountsForWhatItStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		var sys *actor.System
		var once sync.Once
		store.afterWrite = func() {
			once.Do(func() {
				writer, _ := sys.Whereis(ingest.Writer)
				sys.Exit(writer, actor.Kill)
			})
		}
		sys, p := start(t, ingest.Config{Store: store})
		for n, want := range []mesher.Outcome{mesher.Stored, mesher.Stored} {
			s := numbered(n)
			if r, err := p.Submit(t.Context(), s); err != nil || r.Outcome != want {
				t.Errorf("event %d is answered %v, %v", n, r.Outcome, err)
			}
		}
		if r, err := p.Submit(t.Context(), numbered(0)); err != nil || r.Outcome != mesher.Duplicate {
			t.Errorf("sent again it is answered %v, %v", r.Outcome, err)
		}
	})
}
