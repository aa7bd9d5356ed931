package dist_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Whatever processes of two nodes do to each other, in whatever order, while
// connections break: in the end each standing monitor has fired once, and nothing
// is left.
func TestTiesComeOut(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { tieAndUntie(t, seed) })
		})
	}
}

func tieAndUntie(t *testing.T, seed uint64) {
	m := newMemory()
	ada, bob := pair(t, m)
	defer ada.stop()
	defer bob.stop()
	offers(t, ada, bob)
	var crowd sync.WaitGroup
	for i := range 20 {
		near, far := ada, bob
		if i%2 == 1 {
			near, far = bob, ada
		}
		crowd.Add(1)
		near.sys.Spawn(func(p *actor.Process) error {
			defer crowd.Done()
			return misbehave(t, p, near, far, rand.New(rand.NewPCG(seed, uint64(i))))
		})
	}
	for range seed % 4 {
		time.Sleep(5 * time.Second)
		m.cut()
	}
	crowd.Wait()
	for _, s := range []testNode{ada, bob} {
		for pid := range s.sys.Processes() {
			s.sys.Exit(pid, actor.Kill)
		}
	}
	time.Sleep(time.Minute)
	synctest.Wait()
	for _, s := range []testNode{ada, bob} {
		for _, p := range s.Stats() {
			if p.Ties+p.Spawned+p.Queued > 0 {
				t.Errorf("%s keeps %+v", s.Self().Name, p)
			}
		}
	}
}

// misbehave does random things to processes of the other node.
func misbehave(t *testing.T, p *actor.Process, near, far testNode, r *rand.Rand) error {
	p.TrapExit(true)
	var pids []actor.PID
	stand := make(map[actor.MonitorRef]bool)
	some := func() actor.PID { return pids[r.IntN(len(pids))] }
	for range 100 {
		if len(pids) == 0 || r.IntN(4) == 0 {
			pids = append(pids, far.sys.Spawn(echo))
		}
		switch r.IntN(9) {
		case 0:
			p.Link(some())
		case 1:
			p.Unlink(some())
		case 2:
			stand[p.Monitor(some())] = true
		case 3:
			for ref := range stand {
				p.Demonitor(ref)
				delete(stand, ref)
				break
			}
		case 4:
			p.Exit(some(), errors.New("because"))
		case 5:
			ctx, cancel := context.WithTimeout(p.Context(), time.Duration(r.IntN(3))*time.Second)
			p.Call(ctx, some(), 1)
			cancel()
		case 6:
			if pid, ref, err := near.SpawnMonitor(p.Context(), p, far.Self().Name, "wait", ""); err == nil {
				pids, stand[ref] = append(pids, pid), true
			}
		case 7:
			if pid, err := near.SpawnLink(p.Context(), p, far.Self().Name, "wait", ""); err == nil {
				pids = append(pids, pid)
			}
		case 8:
			p.Sleep(time.Duration(r.IntN(1000)) * time.Millisecond)
		}
	}
	for _, pid := range pids {
		far.sys.Exit(pid, actor.Kill)
	}
	for len(stand) > 0 {
		d, ok := actor.ReceiveFor[actor.Down](p, 5*time.Minute)
		if !ok {
			t.Errorf("%d monitors never fired", len(stand))
			return nil
		}
		if !stand[d.Ref] {
			t.Errorf("%v fired twice, or after it was ended", d.Ref)
		}
		delete(stand, d.Ref)
	}
	return nil
}
