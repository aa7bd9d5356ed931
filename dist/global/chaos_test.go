package global_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// heals is how long a cluster may take to agree after its last trouble: to notice
// what broke, to connect, and to settle.
const heals = timeout + redial + 10*latency

// patience is the longest that a call waits.
const patience = 2 * time.Second

func TestChaos(t *testing.T) {
	for _, c := range []struct{ nodes, seeds, acts int }{
		{2, 300, 60},
		{5, 1000, 120},
		{100, 10, 150},
	} {
		t.Run(fmt.Sprintf("%d nodes", c.nodes), func(t *testing.T) {
			seeds(t, c.seeds, func(chance *rand.Rand, replay bool) {
				cfg := global.Config{}
				if chance.IntN(4) == 0 {
					cfg.Resolve = youngest
				}
				w := newWorld(t, chance, c.nodes, cfg)
				w.trace = replay && testing.Verbose()
				w.within(time.Second, func() { w.act(c.acts) })
				w.pass(time.Duration(c.acts) * 30 * time.Millisecond)
				w.pass(patience)
				w.allReplied()
				w.calm()
				w.pass(heals)
				w.agreed()
				w.race()
			})
		})
	}
}

// youngest is a resolver with the opposite of the rule for times.
func youngest(a, b global.Claim) bool {
	if a.Time != b.Time {
		return a.Time > b.Time
	}
	return a.PID.String() > b.PID.String()
}

// seeds runs f with n sources of randomness, different ones in each run, and
// stops at the first that fails. MESH_SEED=7 replays one, with -v step by step;
// MESH_SCALE=10 runs ten times as many.
func seeds(t *testing.T, n int, f func(chance *rand.Rand, replay bool)) {
	number := func(name string) (uint64, bool) {
		v, err := strconv.ParseUint(os.Getenv(name), 10, 64)
		return v, err == nil
	}
	first, replay := number("MESH_SEED")
	if replay {
		n = 1
	} else {
		first = rand.Uint64() >> 16
		if scale, ok := number("MESH_SCALE"); ok {
			n *= int(scale)
		}
		if testing.Short() {
			n = (n + 7) / 8
		}
	}
	for seed := first; seed < first+uint64(n) && !t.Failed(); seed++ {
		f(rand.New(rand.NewPCG(seed, 0)), replay)
		if t.Failed() {
			t.Logf("replay with MESH_SEED=%d", seed)
		}
	}
}

// act does one of the things that happen to a cluster, and schedules the next.
func (w *world) act(left int) {
	if left == 0 {
		return
	}
	n := w.nodes[w.chance.IntN(len(w.nodes))]
	name := fmt.Sprintf("name%d", w.chance.IntN(4))
	switch p := w.chance.IntN(100); {
	case !n.up:
		w.start(n)
	case p < 35:
		w.register(n, name, false)
	case p < 45: // a race
		for _, n := range w.nodes {
			if n.up && w.chance.IntN(2) == 0 {
				w.register(n, name, false)
			}
		}
	case p < 60:
		w.calls++
		w.apply(n, global.Unregister{ID: w.calls, Name: name})
	case p < 68:
		w.exit(n)
	case p < 73:
		w.wait(n, name)
	case p < 80: // one way or both
		l := w.links[w.chance.IntN(len(w.links))]
		l.sever(w.chance.IntN(2))
		l.sever(w.chance.IntN(2))
	case p < 86:
		w.partition()
	case p < 96:
		w.heal()
	default:
		w.crash(n)
	}
	w.within(50*time.Millisecond, func() { w.act(left - 1) })
}

func (w *world) register(n *node, name string, race bool) {
	if len(n.live) == 0 || w.chance.IntN(2) == 0 {
		n.next++
		n.live = append(n.live, actor.NewPID(n.self, n.next))
	}
	pid := n.live[w.chance.IntN(len(n.live))]
	w.calls++
	id := w.calls
	w.open[id] = call{node: n, name: name, pid: pid, began: w.now, race: race}
	w.apply(n, global.Register{ID: id, Name: name, PID: pid})
	if !race {
		w.within(patience, func() { w.giveUp(id) })
	}
}

func (w *world) wait(n *node, name string) {
	w.calls++
	id := w.calls
	w.open[id] = call{node: n, name: name, began: w.now}
	w.apply(n, global.Wait{ID: id, Name: name})
	if w.chance.IntN(2) == 0 {
		w.within(patience, func() { w.giveUp(id) })
	}
}

func (w *world) giveUp(id uint64) {
	c, ok := w.open[id]
	if !ok {
		return
	}
	w.apply(c.node, global.Cancel{ID: id, Err: context.DeadlineExceeded})
	if _, open := w.open[id]; open {
		w.fault("call %d was ended and not replied to", id)
	}
}

func (w *world) exit(n *node) {
	if len(n.live) > 0 {
		i := w.chance.IntN(len(n.live))
		pid := n.live[i]
		n.live = slices.Delete(n.live, i, i+1)
		w.apply(n, global.Exited{PID: pid})
	}
}

// partition splits the cluster in two.
func (w *world) partition() {
	half := make([]bool, len(w.nodes))
	for i := range half {
		half[i] = w.chance.IntN(2) == 0
	}
	w.note("parted: %v", half)
	for _, l := range w.links {
		if half[l.ends[0].place] != half[l.ends[1].place] {
			l.sever(0)
			l.sever(1)
		}
	}
}

func (w *world) heal() {
	w.note("healed")
	for _, l := range w.links {
		l.mend(0)
		l.mend(1)
	}
}

// calm ends all trouble.
func (w *world) calm() {
	w.heal()
	for _, n := range w.nodes {
		if !n.up {
			w.start(n)
		}
	}
}

// race lets all nodes try to register one name, with enough time. One gets it,
// and the others learn which one.
func (w *world) race() {
	for _, n := range w.nodes {
		w.within(latency, func() { w.register(n, "race", true) })
	}
	w.pass(time.Minute)
	w.agreed()
	if w.t.Failed() {
		return
	}
	var won int
	for id, err := range w.raced {
		if taken, ok := errors.AsType[*actor.NameError](err); err == nil {
			won++
		} else if !ok || w.holder["race"][taken.Holder] == nil {
			w.fault("call %d lost the race: %v", id, err)
		}
	}
	if won != 1 || len(w.raced) != len(w.nodes) {
		w.fault("%d of %d won the race", won, len(w.raced))
	}
}
