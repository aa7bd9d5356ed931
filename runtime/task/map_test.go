package task_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/task"
)

var ten = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}

// RT-15: results come in the order of the items, whatever order they are ready
// in, and no more tasks than the limit are under way.
func TestMap(t *testing.T) {
	for _, c := range []struct{ limit, want int }{
		{1, 1}, {3, 3}, {10, 10}, {11, 10}, {-1, 10}, {0, min(10, runtime.GOMAXPROCS(0))},
	} {
		actortest.Run(t, func(t *testing.T, sys *actor.System) {
			var now, most atomic.Int64
			square := func(p *actor.Process, n int) (int, error) {
				most.Store(max(most.Load(), now.Add(1)))
				defer now.Add(-1)
				p.Sleep(time.Duration(1+(7*n)%10) * time.Second)
				return n * n, nil
			}
			got, err := task.Map(t.Context(), sys, ten, c.limit, square)
			if want := []int{0, 1, 4, 9, 16, 25, 36, 49, 64, 81}; !slices.Equal(got, want) || err != nil {
				t.Errorf("limit %d: got %v, %v, want %v", c.limit, got, err, want)
			}
			if most.Load() != int64(c.want) {
				t.Errorf("limit %d: %d at a time, want %d", c.limit, most.Load(), c.want)
			}
		})
	}
}

func TestMapNothing(t *testing.T) {
	sys := actortest.NewSystem(t)
	got, err := task.Map(t.Context(), sys, nil, 0, func(*actor.Process, int) (int, error) { return 1, nil })
	if len(got) != 0 || err != nil {
		t.Errorf("got %v, %v, want nothing", got, err)
	}
}

// The first error ends the others, and is returned when they have ended.
func TestMapFirstError(t *testing.T) {
	for name, fail := range map[string]func() (int, error){
		"error": func() (int, error) { return 0, errWrong },
		"panic": func() (int, error) { panic(errWrong) },
	} {
		t.Run(name, func(t *testing.T) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				begun := make([]bool, len(ten))
				var left atomic.Int64
				got, err := task.Map(t.Context(), sys, ten, 4, func(p *actor.Process, n int) (int, error) {
					begun[n] = true
					switch n {
					case 2:
						p.Sleep(time.Second)
						return fail()
					case 0:
						return n, nil // in good time
					}
					<-p.Context().Done()
					time.Sleep(time.Second)
					left.Add(1)
					return 0, errors.New("late")
				})
				if got != nil || !errors.Is(err, errWrong) {
					t.Fatalf("got %v, %v, want the first error", got, err)
				}
				if want := "item 2: "; err.Error()[:len(want)] != want {
					t.Errorf("got %q, want the item said", err)
				}
				if left.Load() != 3 || begun[5] || sys.Count() > 1 {
					t.Errorf("%d of 3 had left, one more begun: %v, %d processes", left.Load(), begun[5], sys.Count())
				}
			})
		})
	}
}

func TestMapContext(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 2 { // in time, and too late from the start
			_, err := task.Map(ctx, sys, ten, 3, func(p *actor.Process, _ int) (int, error) { return forever(p) })
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want the deadline", err)
			}
			synctest.Wait()
			if sys.Count() != 0 {
				t.Errorf("%d processes are left", sys.Count())
			}
		}
	})
}

func TestMapDiesWithOwner(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		owner := actortest.NewProbe(t, sys)
		returned := false
		owner.Go(func(p *actor.Process) {
			task.Map(context.Background(), p, ten, 3, func(p *actor.Process, _ int) (int, error) { return forever(p) })
			returned = true
		})
		synctest.Wait()
		if n := sys.Count(); n != 5 {
			t.Errorf("%d processes, want the owner, the one that maps and 3 tasks", n)
		}
		sys.Exit(owner.PID(), actor.Shutdown)
		synctest.Wait()
		if n := sys.Count(); n != 0 {
			t.Errorf("%d processes are left", n)
		}
		if reason := owner.Reason(); reason != actor.Shutdown || returned {
			t.Errorf("the owner exited for %v, after Map returned: %v", reason, returned)
		}
	})
}
