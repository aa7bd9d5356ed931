package task_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
	"github.com/mesh-actors/mesh/runtime/task"
)

// A process that has to exit leaves an Await, whichever process owns the task.
func TestAwaitIsLeft(t *testing.T) {
	actortest.Run(t, func(t *testing.T, sys *actor.System) {
		own := task.Go(sys, forever)
		for _, reason := range []error{errWrong, actor.Kill} {
			probe, returned := actortest.NewProbe(t, sys), false
			probe.Go(func(p *actor.Process) {
				own.Await(context.Background(), p)
				returned = true
			})
			synctest.Wait()
			sys.Exit(probe.PID(), reason)
			probe.Reason()
			if returned {
				t.Errorf("Await returned to a process that has to exit for %v", reason)
			}
		}
		if !sys.Alive(own.PID()) {
			t.Error("the task ended with one who only awaited it")
		}
	})
}

// RT-15: a process's tasks end with it, and no others do.
func TestTaskDiesWithOwner(t *testing.T) {
	for name, end := range map[string]func(sys *actor.System, owner *actortest.Probe){
		"normal": func(_ *actor.System, owner *actortest.Probe) { owner.Do(func(p *actor.Process) { p.Stop(nil) }) },
		"exit":   func(sys *actor.System, owner *actortest.Probe) { sys.Exit(owner.PID(), errWrong) },
		"kill":   func(sys *actor.System, owner *actortest.Probe) { sys.Exit(owner.PID(), actor.Kill) },
		"exit while it awaits": func(sys *actor.System, owner *actortest.Probe) {
			owner.Go(func(p *actor.Process) { task.Go(p, forever).Await(context.Background(), p) })
			synctest.Wait()
			sys.Exit(owner.PID(), errWrong)
		},
	} {
		t.Run(name, func(t *testing.T) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				owner := actortest.NewProbe(t, sys)
				tied := actortest.Get(owner, func(p *actor.Process) *task.Task[int] { return task.Go(p, forever) })
				own := actortest.Get(owner, func(p *actor.Process) *task.Task[int] { return task.Go(sys, forever) })
				synctest.Wait()
				end(sys, owner)
				_, err := tied.Await(t.Context(), sys)
				if reason := exitReason(t, err); !errors.Is(reason, actor.Shutdown) || !errors.Is(reason, owner.Reason()) {
					t.Errorf("exited for %v, want a shutdown because of %v", reason, owner.Reason())
				}
				synctest.Wait()
				if !sys.Alive(own.PID()) || sys.Count() != 1 {
					t.Errorf("of %d processes the task that is on its own is alive: %v; want it alone", sys.Count(), sys.Alive(own.PID()))
				}
			})
		})
	}
}

// An ended task leaves nothing with an owner that lives on.
func TestTaskLeavesNothing(t *testing.T) {
	sys := actortest.NewSystem(t)
	owner := actortest.NewProbe(t, sys)
	const tasks = 2000
	grown := actortest.Get(owner, func(p *actor.Process) int64 {
		run := func() {
			for range tasks {
				task.Go(p, answer).Await(t.Context(), p)
			}
		}
		run()
		before := heap()
		run()
		return heap() - before
	})
	if grown > tasks*50 {
		t.Errorf("%d tasks left %d bytes", tasks, grown)
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // for what the first left in pools
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
