package actor_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The heap is no larger after much work than after a little of the same, and no
// goroutine is left. MESH_SCALE=100 does as much as a busy day.
func TestMemory(t *testing.T) {
	for _, work := range []struct {
		name string
		n    int
		do   func(t *testing.T, sys *actor.System, n int)
	}{
		{"messages", 100_000, exchange},
		{"spawn and exit", 10_000, spawnAndExit},
		{"call timeouts", 10_000, callTimeouts},
		{"timers set and cancelled", 10_000, timers},
	} {
		t.Run(work.name, func(t *testing.T) {
			sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
			work.do(t, sys, work.n)
			heap, goroutines := usage()
			n := work.n * scale(t)
			work.do(t, sys, n)
			after, left := usage()
			if grown := int64(after) - int64(heap); grown > 512<<10 {
				t.Errorf("the heap grew by %d bytes over %d %s", grown, n, work.name)
			}
			if left > goroutines {
				t.Errorf("%d goroutines are left, %d were there before", left, goroutines)
			}
			t.Logf("%d %s: heap %d kB, then %d kB; %d goroutines, then %d",
				n, work.name, heap>>10, after>>10, goroutines, left)
			if err := sys.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// usage returns what is in use when nothing is under way.
func usage() (heap uint64, goroutines int) {
	var m runtime.MemStats
	for range 3 { // what finalizers and pools let go takes more than one collection
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}

func scale(t *testing.T) int {
	s := os.Getenv("MESH_SCALE")
	if s == "" {
		return 1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// exchange makes one process flood another and wait for an answer now and then.
func exchange(t *testing.T, sys *actor.System, n int) {
	echo := sys.Spawn(func(p *actor.Process) error {
		for {
			if back, ok := p.Receive().(actor.PID); ok {
				p.Send(back, "here")
			}
		}
	})
	flood := sys.Spawn(func(p *actor.Process) error {
		for i := range n {
			p.Send(echo, i)
			if i%1000 == 0 {
				p.Send(echo, p.Self())
				p.Receive()
			}
		}
		return nil
	})
	ended(t, sys, flood)
	sys.Exit(echo, actor.Kill)
	ended(t, sys, echo)
}

// spawnAndExit makes processes come and go: some linked, some monitored, some
// named, some of them failing.
func spawnAndExit(t *testing.T, sys *actor.System, n int) {
	failed := errors.New("failed")
	parent := sys.Spawn(func(p *actor.Process) error {
		p.TrapExit(true)
		for i := range n {
			_, ref := p.SpawnMonitor(func(*actor.Process) error {
				if i%2 == 0 {
					return failed
				}
				return nil
			}, actor.Linked(), actor.Named("child"))
			p.Receive()
			p.Receive()
			p.Demonitor(ref)
		}
		return nil
	})
	ended(t, sys, parent)
}

// callTimeouts makes callers give up on a server that answers later, or never.
func callTimeouts(t *testing.T, sys *actor.System, n int) {
	server := sys.Spawn(func(p *actor.Process) error {
		for {
			if r, ok := p.Receive().(actor.Request); ok {
				r.Reply("late", nil)
			}
		}
	})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	caller := sys.Spawn(func(p *actor.Process) error {
		for range n {
			p.Call(gone, server, "hurry")
		}
		return nil
	})
	ended(t, sys, caller)
	if _, err := sys.Call(t.Context(), server, "are you done?"); err != nil {
		t.Error(err)
	}
	sys.Exit(server, actor.Kill)
	ended(t, sys, server)
}

func timers(t *testing.T, sys *actor.System, n int) {
	owner := sys.Spawn(func(p *actor.Process) error {
		for i := range n {
			start := p.SendAfter
			if i%2 == 0 {
				start = p.SendEvery
			}
			if !start(time.Hour, p.Self(), "never").Cancel() {
				t.Error("a timer could not be cancelled")
			}
		}
		return nil
	})
	ended(t, sys, owner)
}

func ended(t *testing.T, sys *actor.System, pid actor.PID) {
	t.Helper()
	if _, err := sys.Wait(t.Context(), pid); err != nil {
		t.Fatal(err)
	}
}
