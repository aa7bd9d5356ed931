package actor_test

import (
	"context"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// A process is killed by a third one in the middle of what it does to another:
// that one sees some prefix of it in order, then the news, then nothing (S1,
// S55).
func TestKilledInTheMiddle(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		for chance := range actor.Seeds(t, 25) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				seen := new(deathbed)
				var heir actor.PID
				if chance.IntN(2) == 0 {
					heir = sys.SpawnHandler(seen)
				} else {
					heir = sys.Spawn(seen.run)
				}
				sys.Send(heir, "get ready")
				synctest.Wait()
				ready := make(chan struct{})
				victim := sys.Spawn(func(p *actor.Process) error {
					p.Send(heir, p.Self())
					<-ready
					for n := 0; ; {
						p.Send(heir, n)
						n++
						p.Exit(heir, number(n))
						n++
					}
				})
				synctest.Wait() // it is monitored
				close(ready)
				for range chance.IntN(3) {
					runtime.Gosched() // on one CPU, the victim then runs until it is interrupted
				}
				sys.Exit(victim, actor.Kill)
				synctest.Wait()
				if seen.wrong != "" || !seen.down {
					t.Errorf("after %d signals: %s, down: %v", seen.next, seen.wrong, seen.down)
				}
				sys.Exit(heir, actor.Kill)
			})
		}
	})
}

// number is a reason that counts.
type number int

func (number) Error() string { return "counted" }

// deathbed is the watching process: it checks the order of what the victim does.
type deathbed struct {
	next  int
	down  bool
	wrong string
}

func (d *deathbed) run(p *actor.Process) error {
	for {
		d.Handle(p, p.Receive())
	}
}

func (d *deathbed) Handle(p *actor.Process, msg any) error {
	if d.down && d.wrong == "" {
		d.wrong = "something follows the news"
	}
	switch m := msg.(type) {
	case string:
		p.TrapExit(true)
	case actor.PID:
		p.Monitor(m)
	case int:
		d.is(m)
	case actor.Exit:
		d.is(int(m.Reason.(number)))
	case actor.Down:
		d.down = true
	}
	return nil
}

func (d *deathbed) is(n int) {
	if n != d.next && d.wrong == "" {
		d.wrong = "out of order"
	}
	d.next++
}

// A parent killed while it spawns leaves no linked child behind (S8).
func TestKilledWhileSpawning(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		for chance := range actor.Seeds(t, 60) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				child := func(p *actor.Process) error { p.Receive(); return nil }
				parent := sys.Spawn(func(p *actor.Process) error {
					for {
						p.SpawnLink(child)
						p.SpawnHandler(idle{}, actor.Linked())
						runtime.Gosched()
					}
				})
				stagger(chance)
				sys.Exit(parent, actor.Kill)
				synctest.Wait()
				if n := sys.Count(); n != 0 {
					t.Errorf("%d children are left", n)
				}
			})
		}
	})
}

// A child that is found and killed before its parent knows its PID is heard of
// all the same (S8).
func TestKilledBeforeBorn(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		sys := actortest.NewSystem(t)
		parent := actortest.NewProbe(t, sys)
		stop := make(chan struct{})
		var killers sync.WaitGroup
		for range 2 {
			killers.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					for pid := range sys.Processes() {
						if pid != parent.PID() {
							sys.Exit(pid, actor.Kill)
						}
					}
					runtime.Gosched()
				}
			})
		}
		defer killers.Wait()
		defer close(stop)
		rounds := 2000
		if testing.Short() {
			rounds = 200
		}
		parent.Do(func(p *actor.Process) {
			for range rounds {
				_, ref := p.SpawnMonitor(func(p *actor.Process) error { p.Receive(); return nil })
				if d, ok := actor.ReceiveFor[actor.Down](p, 10*time.Second); !ok || d.Ref != ref {
					t.Error("a down is lost")
					return
				}
			}
		})
	})
}

// However often and by whichever process it is killed, a process whose code has
// ended is not reported as stuck, now or later (S55).
func TestKilledIsNotStuck(t *testing.T) {
	for range actor.Seeds(t, 50) { // only the timing differs
		synctest.Test(t, func(t *testing.T) {
			var log strings.Builder
			sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			victim := sys.Spawn(func(p *actor.Process) error { p.Receive(); return nil })
			var killers sync.WaitGroup
			start := make(chan struct{})
			for range 4 {
				killers.Go(func() {
					<-start
					sys.Exit(victim, actor.Kill)
				})
			}
			synctest.Wait()
			close(start)
			killers.Wait()
			synctest.Wait()
			if stuck := sys.Stuck(); len(stuck) > 0 {
				t.Errorf("stuck: %v", stuck)
			}
			time.Sleep(time.Hour)
			if err := sys.Stop(context.Background()); err != nil {
				t.Error(err)
			}
			if strings.Contains(log.String(), "stuck") {
				t.Error(log.String())
			}
		})
	}
}

// Code that does not return is reported, and Stop does not wait for it longer
// than it is told to (S55).
func TestStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		never := make(chan struct{})
		pid := sys.Spawn(func(p *actor.Process) error { <-never; return nil })
		synctest.Wait()
		sys.Exit(pid, actor.Kill)
		time.Sleep(time.Minute)
		synctest.Wait()
		if !strings.Contains(log.String(), "stuck") {
			t.Error("the log does not say so")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		e, ok := sys.Stop(ctx).(*actor.StopError)
		if !ok || len(e.Stuck) != 1 || e.Stuck[0] != pid {
			t.Errorf("stop: %v", e)
		}
		close(never)
		synctest.Wait()
		if stuck := sys.Stuck(); len(stuck) > 0 {
			t.Errorf("stuck: %v", stuck)
		}
	})
}

// idle is a handler that does nothing.
type idle struct{}

func (idle) Handle(*actor.Process, any) error { return nil }
