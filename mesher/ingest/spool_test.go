package ingest_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/spool"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// An outage is a database that can be told to be gone, or to hang.
type outage struct {
	*memory
	gone, hangs atomic.Bool
	tried       atomic.Int64
}

func newOutage() *outage {
	o := &outage{memory: newMemory()}
	o.onWrite = func(ctx context.Context, _ []mesher.Record) error {
		o.tried.Add(1)
		if o.hangs.Load() {
			<-ctx.Done()
			return ctx.Err()
		}
		if o.gone.Load() {
			return mesher.Errorf(mesher.Unavailable, "the database is gone")
		}
		return nil
	}
	return o
}

func openSpool(t *testing.T, dir string, c spool.Config) *spool.Spool {
	t.Helper()
	s, err := spool.Open(dir, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// numbered returns an event with an id.
func numbered(n int) mesher.Submission {
	s := submission(`{"message":"x"}`)
	s.EventID = idOf(n)
	return s
}

func mustSubmit(t *testing.T, p *ingest.Pipeline, n int, want mesher.Outcome) {
	t.Helper()
	r, err := p.Submit(t.Context(), numbered(n))
	if err != nil || r.Outcome != want || r.EventID != idOf(n) {
		t.Fatalf("event %d: got %+v, %v; want it %s", n, r, err, want)
	}
	if known := r.IssueID != uuid.Nil; known == (want == mesher.Spooled) {
		t.Errorf("event %d is %s, of issue %v", n, want, r.IssueID)
	}
}

// While the database is gone events are answered from the spool, and the database
// is left alone but for one check a second. When it is back, new events go to it
// and the others follow, as they were received.
func TestTheDatabaseIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, waiting := newOutage(), openSpool(t, t.TempDir(), spool.Config{})
		_, p := start(t, ingest.Config{Store: store, Spool: waiting})
		mustSubmit(t, p, 0, mesher.Stored)
		store.gone.Store(true)
		received := time.Now()
		for n := range 50 {
			mustSubmit(t, p, n+1, mesher.Spooled)
		}
		if passed := time.Since(received); passed != 0 {
			t.Errorf("50 events waited %v for a database that is gone", passed)
		}
		synctest.Wait()
		before := store.tried.Load()
		time.Sleep(10*time.Second + time.Millisecond)
		if looks := store.tried.Load() - before; looks != 10 {
			t.Errorf("the database was tried %d times in 10 seconds, want 10", looks)
		}

		store.gone.Store(false)
		time.Sleep(time.Second)
		synctest.Wait()
		if held := waiting.Held(); held != 0 {
			t.Errorf("the spool holds %d bytes a second later", held)
		}
		mustSubmit(t, p, 51, mesher.Stored)
		for n := range 52 {
			e := store.has(idOf(n))
			if e == nil {
				t.Fatalf("event %d is not stored", n)
			}
			if n <= 50 && !e.ReceivedAt.Equal(received) {
				t.Errorf("event %d was received %v, want %v", n, e.ReceivedAt, received)
			}
		}
	})
}

// A transaction that takes too long is not waited for, and the events behind it
// go to the spool with its own.
func TestTheDatabaseHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage()
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), Slow: 2 * time.Second})
		store.hangs.Store(true)
		began := time.Now()
		var all sync.WaitGroup
		for n := range 10 {
			all.Go(func() { mustSubmit(t, p, n, mesher.Spooled) })
		}
		all.Wait()
		if waited := time.Since(began); waited != 2*time.Second {
			t.Errorf("answered after %v, want 2s", waited)
		}
		mustSubmit(t, p, 10, mesher.Spooled)
		if waited := time.Since(began); waited != 2*time.Second {
			t.Error("the next event waited for the database again")
		}
		store.hangs.Store(false)
		time.Sleep(time.Minute)
		for n := range 11 {
			if store.has(idOf(n)) == nil {
				t.Errorf("event %d is not stored", n)
			}
		}
	})
}

// A database that works, but more slowly than events come, gets no more than may
// wait for it.
func TestTheQueueIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		g := newGate(store)
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), MaxWaiting: 1, Patience: time.Hour})
		held := make(chan mesher.Outcome)
		go func() {
			r, _ := p.Submit(t.Context(), numbered(0))
			held <- r.Outcome
		}()
		<-g.arrivedc
		mustSubmit(t, p, 1, mesher.Spooled)
		// Both go on, each its way.
		go func() {
			for range g.arrivedc {
				g.goc <- nil
			}
		}()
		g.goc <- nil
		if got := <-held; got != mesher.Stored {
			t.Errorf("the first is %s", got)
		}
		synctest.Wait()
		if store.has(idOf(1)) == nil {
			t.Error("what went to the spool is not stored")
		}
		close(g.arrivedc)
	})
}

// A full spool refuses honestly, loses nothing that it holds, and does not miss
// the database's return.
func TestTheSpoolIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage()
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{MaxBytes: 1000})})
		store.gone.Store(true)
		n := 0
		var err error
		for ; err == nil; n++ {
			_, err = p.Submit(t.Context(), numbered(n))
		}
		mustBe(t, err, mesher.Unavailable)
		if e, ok := errors.AsType[*mesher.Error](err); !ok || e.RetryAfter < 10*time.Second {
			t.Errorf("%v says to come back soon", err)
		}
		if n < 3 {
			t.Fatalf("%d events fit", n)
		}
		refuses := func(want bool) {
			t.Helper()
			if q, err := p.Queue(t.Context()); err != nil || q.Refusing != want {
				t.Errorf("it tells operators %+v, %v; want that events are refused: %v", q, err, want)
			}
		}
		refuses(true)
		store.gone.Store(false)
		mustSubmit(t, p, n, mesher.Stored)
		synctest.Wait()
		refuses(false)
		time.Sleep(2 * time.Second)
		for i := range n - 1 {
			if store.has(idOf(i)) == nil {
				t.Errorf("event %d was answered and is not stored", i)
			}
		}
	})
}

func TestWhatAnEarlierRunLeftIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		first := openSpool(t, dir, spool.Config{})
		store := newOutage()
		store.gone.Store(true)
		sys, p := start(t, ingest.Config{Store: store, Spool: first})
		mustSubmit(t, p, 1, mesher.Spooled)
		if err := sys.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		first.Close()
		store.gone.Store(false)
		second := openSpool(t, dir, spool.Config{})
		if err := second.Append([]byte("no event")); err != nil { // stops nothing
			t.Fatal(err)
		}
		start(t, ingest.Config{Store: store, Spool: second})
		synctest.Wait()
		if store.has(idOf(1)) == nil || second.Held() != 0 {
			t.Errorf("not stored, or still in the spool: %d bytes", second.Held())
		}
	})
}

// ING-08: the database comes and goes, services are killed, and every answered
// event is stored.
func TestOutagesAndKillsUnderLoad(t *testing.T) {
	synctest.Test(t, outagesAndKills)
}

func outagesAndKills(t *testing.T) {
	const senders, each = 8, 150
	store := newOutage()
	waiting := openSpool(t, t.TempDir(), spool.Config{SegmentBytes: 4 << 10})
	sys, p := start(t, ingest.Config{Store: store, Spool: waiting, RateLimit: -1, Batch: 20})
	var load sync.WaitGroup
	var answered atomic.Int64
	for sender := range senders {
		load.Go(func() {
			for n := range each {
				if _, err := p.Submit(t.Context(), numbered(sender*each+n)); err != nil {
					t.Errorf("event %d of sender %d: %v", n, sender, err)
					return
				}
				answered.Add(1)
			}
		})
	}
	victims := []string{ingest.Writer, ingest.Drainer, ingest.Writer, ingest.Drainer}
	for i, name := range victims {
		for answered.Load() < int64((i+1)*senders*each/(len(victims)+2)) && !t.Failed() {
			time.Sleep(time.Microsecond)
		}
		store.gone.Store(i%2 == 0)
		sys.Exit(await(t, sys, name), actor.Kill)
	}
	load.Wait()
	store.gone.Store(false)
	for waiting.Held() > 0 {
		time.Sleep(time.Second)
	}
	for n := range senders * each {
		if store.has(idOf(n)) == nil {
			t.Fatalf("event %d was answered and is not stored", n)
		}
	}
}

// A stuck database keeps its transaction open for long after it was told to end
// it. Nothing waits for that, and what it stores after all is there once.
func TestTheDatabaseIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		var stuck atomic.Bool
		store.onWrite = func(context.Context, []mesher.Record) error {
			if stuck.Load() {
				time.Sleep(12 * time.Second)
			}
			return nil
		}
		_, p := start(t, ingest.Config{Store: store, Spool: openSpool(t, t.TempDir(), spool.Config{}), Slow: 2 * time.Second})
		stuck.Store(true)
		began := time.Now()
		mustSubmit(t, p, 1, mesher.Spooled)
		if waited := time.Since(began); waited != 2*time.Second {
			t.Errorf("answered after %v, want 2s", waited)
		}
		mustSubmit(t, p, 2, mesher.Spooled)
		if waited := time.Since(began); waited != 2*time.Second {
			t.Error("the next event waited for the database again")
		}
		stuck.Store(false)
		time.Sleep(time.Minute)
		mustSubmit(t, p, 3, mesher.Stored)
		for n := range 3 {
			if store.has(idOf(n+1)) == nil {
				t.Errorf("event %d is not stored", n+1)
			}
		}
	})
}
