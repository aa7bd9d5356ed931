package dist

import (
	"sync"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// ties are what binds processes here to those of one peer. Each end of a bond is
// kept by its own process, in package actor; ties know which there are, so that
// each can be told when the connection is lost, and that one peer has not too many.
//
// What is sent about a tie is put into the outbox under the lock that also guards
// the tie, so that both have the same order. The lock is taken after those of
// processes, and never held across a call into package actor.
type ties struct {
	bound int // of what the peer may tie; see Config.Bonds

	mu        sync.Mutex // guards what follows
	cut       bool       // the connection is lost: nothing is tied any more
	links     map[pair]struct{}
	unlinking map[pair]uint64 // unlinks that wait for their answer: link and exit are ignored
	unlinks   uint64
	watching  map[ref]watched   // monitors made here
	watchers  map[ref]actor.PID // monitors made there, on these; zero while being made
	calling   map[uint64]actor.Waiter
	answering map[uint64]func() // calls from there; what hangs them up, nil while being made
	spawning  map[uint64]*spawning
	numbers   uint64 // of calls and spawns
	named     int    // types that the peer was told of
}

// A pair is a process here and one there.
type pair struct{ here, there uint64 }

// A ref is a monitor, by the process that made it and that one's number for it.
type ref struct{ owner, n uint64 }

// watched is what a monitor was made on.
type watched struct {
	ref  actor.MonitorRef
	pid  actor.PID
	name string // with the node, if it was made on a name
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

// full tells whether the peer has tied all it may. t.mu is held.
func (t *ties) full() bool {
	return len(t.links)+len(t.watchers)+len(t.answering)+len(t.unlinking) >= t.bound
}

// number is a fresh one for a call or a spawn. t.mu is held.
func (t *ties) number() uint64 {
	t.numbers++
	return t.numbers
}

// sever cuts all ties, once, and has each told that there is no connection (S38).
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
