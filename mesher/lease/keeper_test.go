package lease_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A line is one side's connection to the database, which can be cut.
type line struct {
	mesher.Leases
	mu   sync.Mutex
	cut  func(ctx context.Context) error // nil: it is not
	lost int                             // answers to changes that will be lost
}

func (l *line) set(cut func(context.Context) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
}

func (l *line) loseAnswers(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost = n
}

func (l *line) state(ctx context.Context) error {
	l.mu.Lock()
	cut := l.cut
	l.mu.Unlock()
	if cut == nil {
		return nil
	}
	return cut(ctx)
}

func (l *line) Lease(ctx context.Context, name string) (mesher.Lease, error) {
	if err := l.state(ctx); err != nil {
		return mesher.Lease{}, err
	}
	return l.Leases.Lease(ctx, name)
}

func (l *line) SwapLease(ctx context.Context, next mesher.Lease) (bool, error) {
	if err := l.state(ctx); err != nil {
		return false, err
	}
	ok, err := l.Leases.SwapLease(ctx, next)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost > 0 {
		l.lost--
		return false, errors.New("connection lost")
	}
	return ok, err
}

func refused(context.Context) error { return errors.New("connection refused") }

func silent(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// A watch knows which side works, and fails the test if both do.
type watch struct {
	t       *testing.T
	mu      sync.Mutex
	working map[string]bool
	changec chan string // "a begins", "a ends"
}

func (w *watch) work(who string) func(context.Context) {
	return func(ctx context.Context) {
		w.note(who, true)
		defer w.note(who, false)
		<-ctx.Done()
	}
}

func (w *watch) note(who string, on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if on {
		if len(w.working) > 0 {
			w.t.Errorf("%s begins while %v works", who, w.working)
		}
		w.working[who] = true
		w.changec <- who + " begins"
	} else {
		delete(w.working, who)
		w.changec <- who + " ends"
	}
}

func (w *watch) want(what string, within time.Duration) {
	w.t.Helper()
	began := time.Now()
	if got := <-w.changec; got != what {
		w.t.Fatalf("%s, want: %s", got, what)
	}
	if took := time.Since(began); took > within {
		w.t.Errorf("%s after %v, want %v at most", what, took, within)
	}
}

// two starts a, which holds the lease, and then b, which wants it.
func two(t *testing.T, test func(t *testing.T, w *watch, a, b *line, sys *actor.System, pids [2]actor.PID)) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		store := new(lease.Alone)
		w := &watch{t: t, working: map[string]bool{}, changec: make(chan string, 100)}
		lines := [2]*line{{Leases: store}, {Leases: store}}
		var pids [2]actor.PID
		for i, who := range []string{"a", "b"} {
			keeper := lease.New(lease.Config{Store: lines[i], Holder: who})
			pids[i] = sys.Spawn(func(p *actor.Process) error {
				keeper.Hold(p, "alerts", w.work(who))
				return nil
			})
			synctest.Wait()
		}
		w.want("a begins", 0)
		time.Sleep(time.Minute) // virtual
		synctest.Wait()
		if len(w.changec) > 0 {
			t.Fatal(<-w.changec)
		}
		test(t, w, lines[0], lines[1], sys, pids)
		if err := sys.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestAHolderThatStopsIsFollowedAtOnce(t *testing.T) {
	two(t, func(t *testing.T, w *watch, _, _ *line, sys *actor.System, pids [2]actor.PID) {
		sys.Exit(pids[0], actor.Shutdown)
		w.want("a ends", 0)
		w.want("b begins", 5*time.Second)
	})
}

func TestAHolderThatIsCutOffStopsBeforeAnotherBegins(t *testing.T) {
	for name, cut := range map[string]func(context.Context) error{"refused": refused, "silent": silent} {
		t.Run(name, func(t *testing.T) {
			two(t, func(t *testing.T, w *watch, a, _ *line, _ *actor.System, _ [2]actor.PID) {
				a.set(cut)
				w.want("a ends", 10*time.Second)
				w.want("b begins", 20*time.Second)
				a.set(nil)
				time.Sleep(time.Minute)
				synctest.Wait()
				if len(w.changec) > 0 {
					t.Error(<-w.changec, "though nothing happened to b")
				}
			})
		})
	}
}

func TestAShortCutDisturbsNobody(t *testing.T) {
	two(t, func(t *testing.T, w *watch, a, _ *line, _ *actor.System, _ [2]actor.PID) {
		a.set(refused)
		time.Sleep(5 * time.Second)
		a.set(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(w.changec) > 0 {
			t.Error(<-w.changec)
		}
	})
}

// A renewal whose answer is lost was done.
func TestARenewalWithoutAnAnswerIsARenewal(t *testing.T) {
	two(t, func(t *testing.T, w *watch, a, _ *line, _ *actor.System, _ [2]actor.PID) {
		a.loseAnswers(1)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(w.changec) > 0 {
			t.Error(<-w.changec)
		}
	})
}

// Work that panics gives the lease up, and its supervisor is told.
func TestWorkThatPanicsGivesTheLeaseUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		store := new(lease.Alone)
		pid := sys.Spawn(func(p *actor.Process) error {
			lease.New(lease.Config{Store: store}).Hold(p, "alerts", func(context.Context) { panic("broken") })
			return nil
		})
		reason, err := sys.Wait(t.Context(), pid)
		if _, panicked := errors.AsType[*actor.PanicError](reason); err != nil || !panicked {
			t.Errorf("it ended for %v, %v; want a panic", reason, err)
		}
		l, err := store.Lease(t.Context(), "alerts")
		if err != nil || l.Holder != "" {
			t.Errorf("the lease is %+v, %v; want nobody's", l, err)
		}
	})
}

// Work that ends leaves its place to the next, in turn.
func TestWorkThatEndsIsRunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		ranc := make(chan struct{})
		sys.Spawn(func(p *actor.Process) error {
			lease.New(lease.Config{Store: new(lease.Alone)}).Hold(p, "alerts", func(context.Context) { ranc <- struct{}{} })
			return nil
		})
		<-ranc
		<-ranc
		if err := sys.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
