package dist

import (
	"sync"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// ties records what binds processes here to those of one peer. Each end of a bond is
// kept by its own process, in package actor; ties knows which exist, so that all ends
// can be told when the connection is lost, and that one peer does not make too many.
//
// Messages about a tie are put into the outbox under the lock that also guards the
// tie, so that both have the same order. This lock is taken after those of processes,
// and never held across a call into package actor.
type ties struct {
	bound int // bound on the peer's ties; see Config.Bonds

	mu        sync.Mutex // guards the fields below
	cut       bool       // the connection is lost: no more ties are made
	links     map[pair]struct{}
	unlinking map[pair]uint64 // unlinks waiting for their answer: link and exit are ignored
	unlinks   uint64
	watching  map[ref]watched   // monitors made here
	watchers  map[ref]actor.PID // monitors made there on processes here; zero while being made
	calling   map[uint64]actor.Waiter
	answering map[uint64]func() // calls from there: hangs them up; nil while being made
	spawning  map[uint64]*spawning
	numbers   uint64 // last number of a call or spawn
	named     int    // types that the peer was told of
}

// A pair is a process here and one of the peer.
type pair struct{ here, there uint64 }

// A ref identifies a monitor: the process that made it, and its number there.
type ref struct{ owner, n uint64 }

// watched is the target of a monitor.
type watched struct {
	ref  actor.MonitorRef
	pid  actor.PID
	name string // with the node, if the monitor is by name
}

func newTies(bound int) *ties {
	return &ties{
		bound:     bound,
		links:     make(map[pair]struct{}),
		unlinking: make(map[pair]uint64),
		watching:  make(map[ref]watched),
		watchers:  make(map[ref]actor.PID),
		calling:   make(map[uint64]actor.Waiter),
		answering: make(map[uint64]func()),
		spawning:  make(map[uint64]*spawning),
	}
}

// full reports whether the peer has made all the ties it may. The caller holds t.mu.
func (t *ties) full() bool {
	return len(t.links)+len(t.watchers)+len(t.answering)+len(t.unlinking) >= t.bound
}

// number returns a new number for a call or a spawn. The caller holds t.mu.
func (t *ties) number() uint64 {
	t.numbers++
	return t.numbers
}

// sever cuts all ties, once, and tells their processes that there is no connection
// (S38).
func (c *conn) sever() {
	t := c.ties
	t.mu.Lock()
	links, watching, watchers := t.links, t.watching, t.watchers
	calling, answering, spawning := t.calling, t.answering, t.spawning
	t.cut = true
	t.links, t.unlinking, t.watching, t.watchers = nil, nil, nil, nil
	t.calling, t.answering, t.spawning = nil, nil, nil
	t.mu.Unlock()

	in := c.node.in
	for p := range links {
		in.LinkExit(c.theirs(p.there), p.here, actor.NoConnection)
	}
	for _, w := range watching {
		in.Down(actor.Down{Ref: w.ref, PID: w.pid, Name: w.name, Reason: actor.NoConnection})
	}
	for r, pid := range watchers {
		in.Demonitor(c.theirs(r.owner), r.n, pid)
	}
	for _, w := range calling {
		w.Fail(actor.NoConnection)
	}
	for _, hangUp := range answering {
		if hangUp != nil {
			hangUp()
		}
	}
	for _, s := range spawning {
		s.end(actor.PID{}, actor.NoConnection)
	}
}
