package global_test

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A world is nodes, with a table each, and the links between them, in virtual
// time and on one goroutine: the same seed gives the same history.
type world struct {
	*history
	t      *testing.T
	chance *rand.Rand
	now    time.Duration
	agenda agenda
	steps  int // orders what happens at the same time
	nodes  []*node
	places map[string]int // of nodes, by name
	links  []*link
	calls  uint64
	trace  bool
	cfg    global.Config
}

// A node is a table and the processes that live beside it.
type node struct {
	self    actor.Node
	table   *global.Table
	up      bool
	links   []*link // by the other's place in world.nodes; nil for itself
	live    []actor.PID
	next    uint64
	place   int
	arrived time.Duration // when a peer last joined
}

type appointment struct {
	at   time.Duration
	step int
	do   func()
}

type agenda []appointment

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].step < a[j].step
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(appointment)) }
func (a *agenda) Pop() any {
	last := len(*a) - 1
	x := (*a)[last]
	*a = (*a)[:last]
	return x
}

func newWorld(t *testing.T, chance *rand.Rand, n int, cfg global.Config) *world {
	w := &world{t: t, chance: chance, cfg: cfg, places: map[string]int{}}
	w.history = newHistory(w)
	for i := range n {
		w.nodes = append(w.nodes, &node{place: i, links: make([]*link, n)})
	}
	for i, a := range w.nodes {
		for _, b := range w.nodes[:i] {
			l := &link{world: w, ends: [2]*node{a, b}}
			a.links[b.place], b.links[a.place] = l, l
			w.links = append(w.links, l)
		}
	}
	for _, n := range w.nodes {
		w.start(n)
		w.places[n.self.Name] = n.place
	}
	return w
}

// after runs f later; within, at some time until then.
func (w *world) after(d time.Duration, f func()) {
	w.steps++
	heap.Push(&w.agenda, appointment{w.now + d, w.steps, f})
}

func (w *world) within(d time.Duration, f func()) {
	w.after(time.Duration(w.chance.Int64N(int64(d))), f)
}

// pass lets time pass.
func (w *world) pass(d time.Duration) {
	for end := w.now + d; ; {
		if len(w.agenda) == 0 || w.agenda[0].at > end || w.t.Failed() {
			w.now = end
			return
		}
		next := heap.Pop(&w.agenda).(appointment)
		w.now = next.at
		next.do()
	}
}

// start begins a run of a node.
func (w *world) start(n *node) {
	n.self = actor.Node{Name: fmt.Sprintf("n%02d", n.place), Incarnation: n.self.Incarnation + 1}
	cfg := w.cfg
	cfg.Self, cfg.Jitter = n.self, w.chance.Int64N
	n.table, n.up = global.New(cfg), true
	for _, l := range n.links {
		if l != nil {
			l.dialSoon()
		}
	}
}

// crash ends it, and all its processes.
func (w *world) crash(n *node) {
	w.note("%v crashes", n.self)
	n.up = false
	for _, pid := range n.live {
		w.gone(pid)
	}
	n.live = nil
	w.crashed(n)
	for _, l := range n.links {
		if l != nil && l.conn != nil {
			l.conn.hangUp(l.side(n))
		}
	}
}

// apply gives a table an event, and carries out the actions that it wants.
func (w *world) apply(n *node, e global.Event) {
	w.note("%v <- %T%+v", n.self, e, e)
	w.before(n, e)
	for _, effect := range n.table.Apply(e) {
		w.note("%v -> %T%+v", n.self, effect, effect)
		switch effect := effect.(type) {
		case global.Send:
			w.send(n, effect)
		case global.Timer:
			run := n.self
			w.after(effect.After, func() {
				if n.up && n.self == run {
					w.apply(n, global.Ticked{ID: effect.ID})
				}
			})
		case global.Drop:
			w.fault("%v drops %v: %v", n.self, effect.Peer, effect.Err)
		case global.Reply:
			w.replied(n, effect)
		case global.Changed:
			w.changed(n, effect)
		case global.Lost:
			w.lost(n, effect)
		}
	}
	w.applied(n, e)
}

func (w *world) send(n *node, s global.Send) {
	l := n.links[w.places[s.To.Name]]
	if l == nil || l.conn == nil || l.conn.peer(n) != s.To {
		w.fault("%v sends %+v, which is not connected", n.self, s)
		return
	}
	l.conn.pipes[l.side(n)].push(s.Message)
}

func (w *world) note(format string, args ...any) {
	if w.trace {
		w.t.Logf("%8v "+format, append([]any{w.now.Round(time.Microsecond)}, args...)...)
	}
}

func (w *world) fault(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf("at %v: "+format, append([]any{w.now}, args...)...)
}
