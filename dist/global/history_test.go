package global_test

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A history is what has happened in a world, as its users saw it, and judges it.
type history struct {
	*world
	open   map[uint64]call                        // not replied to
	holder map[string]map[actor.PID]*node         // the processes told that they have the name, until that ended
	given  map[string]map[actor.PID]time.Duration // since when its own node finds it by the name
	seen   map[actor.Node]map[string]actor.PID    // what look-ups find, by what was reported
	raced  map[uint64]error                       // replies to the last race
}

// A call is a Register or Wait.
type call struct {
	*node
	name  string
	pid   actor.PID // zero: it waits
	began time.Duration
	race  bool
}

func newHistory(w *world) *history {
	return &history{
		world:  w,
		open:   map[uint64]call{},
		holder: map[string]map[actor.PID]*node{},
		given:  map[string]map[actor.PID]time.Duration{},
		seen:   map[actor.Node]map[string]actor.PID{},
		raced:  map[uint64]error{},
	}
}

func (h *history) before(n *node, e global.Event) {
	switch e := e.(type) {
	case global.Exited:
		h.gone(e.PID)
	case global.Unregister:
		if pid, ok := n.table.Whereis(e.Name); ok && pid.Node() == n.self {
			delete(h.holder[e.Name], pid)
		}
	}
}

// gone ends what a process had.
func (h *history) gone(pid actor.PID) {
	for _, holders := range h.holder {
		delete(holders, pid)
	}
}

func (h *history) crashed(n *node) {
	maps.DeleteFunc(h.open, func(_ uint64, c call) bool { return c.node == n })
	delete(h.seen, n.self)
}

func (h *history) changed(n *node, c global.Changed) {
	if h.seen[n.self] == nil {
		h.seen[n.self] = map[string]actor.PID{}
	}
	if h.seen[n.self][c.Name] == c.PID {
		h.fault("%v reports %+v, which is no change", n.self, c)
	}
	h.seen[n.self][c.Name] = c.PID
	switch {
	case c.PID.IsZero():
		delete(h.seen[n.self], c.Name)
	case c.PID.Node() == n.self:
		if h.given[c.Name] == nil {
			h.given[c.Name] = map[actor.PID]time.Duration{}
		}
		h.given[c.Name][c.PID] = h.now
	default:
		if _, ok := h.given[c.Name][c.PID]; !ok {
			h.fault("%v finds %v by %q, whose own node never did", n.self, c.PID, c.Name)
		}
	}
}

// lost checks that a process told of its loss had the name, and has it no more.
// So no process is told twice.
func (h *history) lost(n *node, l global.Lost) {
	if h.holder[l.Name][l.PID] != n {
		h.fault("%v is told that it lost %q, which it did not have", l.PID, l.Name)
	}
	delete(h.holder[l.Name], l.PID)
}

func (h *history) replied(n *node, r global.Reply) {
	c, ok := h.open[r.ID]
	if !ok {
		return // an Unregister
	}
	delete(h.open, r.ID)
	if c.race {
		h.raced[r.ID] = r.Err
	}
	switch taken, _ := errors.AsType[*actor.NameError](r.Err); {
	case r.Err == nil && c.pid.IsZero():
		if pid, found := n.table.Whereis(c.name); !found || pid != r.PID {
			h.fault("%v waited for %q and got %v; a look-up says %v", n.self, c.name, r.PID, pid)
		}
	case r.Err == nil:
		h.registered(c)
	case taken != nil && taken.Holder.IsZero():
		h.fault("%q is refused to %v as nobody has it", c.name, c.pid)
	}
}

// registered checks a registration that returned without error.
func (h *history) registered(c call) {
	if !slices.Contains(c.live, c.pid) {
		h.fault("%v got %q after its end", c.pid, c.name)
	}
	for pid, owner := range h.holder[c.name] { // S49
		if owner == c.node || h.together(c.node, owner, h.given[c.name][c.pid]) {
			h.fault("%v got %q, while %v has it", c.pid, c.name, pid)
		}
		for _, between := range h.nodes {
			if h.together(c.node, between, c.began) && h.together(between, owner, c.began) {
				h.fault("%v got %q, while %v has it, as %v knows", c.pid, c.name, pid, between.self)
			}
		}
	}
	for _, p := range h.nodes { // S56
		if !h.counts(p, c.node) {
			continue
		}
		// A node joined meanwhile by another part of the cluster may know better.
		found, ok := p.table.Whereis(c.name)
		if met := ok && p.arrived >= c.began; found != c.pid && !met {
			h.fault("%v got %q, and %v finds %v", c.pid, c.name, p.self, found)
		}
	}
	if h.holder[c.name] == nil {
		h.holder[c.name] = map[actor.PID]*node{}
	}
	h.holder[c.name][c.pid] = c.node
}

// joined checks that a node that joins knows everything that the other has,
// before anybody is told that it has joined. (A node that has already given up
// the connection may have got more.)
func (h *history) joined(n, peer *node) {
	if !h.counts(n, peer) {
		return
	}
	for name, holders := range h.holder {
		for pid, owner := range holders {
			if _, found := n.table.Whereis(name); owner == peer && !found {
				h.fault("%v has joined %v, and does not find %v by %q", n.self, peer.self, pid, name)
			}
		}
	}
}

// together reports whether two nodes are connected, and have been since.
func (h *history) together(a, b *node, since time.Duration) bool {
	if a == b || !h.counts(a, b) || !h.counts(b, a) {
		return false
	}
	c := a.links[b.place].conn
	return c.joined[0] < since && c.joined[1] < since
}

// counts reports whether p takes n for connected, and n has not given up p.
func (h *history) counts(p, n *node) bool {
	if p == n || n.links[p.place].conn == nil {
		return false
	}
	c := n.links[p.place].conn
	return c.state[c.side(p)] == joined && c.peer(n) != actor.Node{}
}

// applied checks what no event may leave behind.
func (h *history) applied(n *node, e global.Event) {
	switch e.(type) {
	case global.Exited, global.Disconnected:
	default:
		return
	}
	for _, name := range n.table.Names() { // S50
		switch pid, _ := n.table.Whereis(name); {
		case pid.Node() == n.self && !slices.Contains(n.live, pid):
			h.fault("%v finds %v by %q, which is gone", n.self, pid, name)
		case e == global.Event(global.Disconnected{Peer: pid.Node()}):
			h.fault("%v finds %v by %q, and is not connected there", n.self, pid, name)
		}
	}
}

// agreed checks a world whose nodes are all connected and quiet. Each name has
// one holder, or none, and look-ups find that everywhere and nothing else.
func (h *history) agreed() {
	if h.t.Failed() {
		return // time has stopped
	}
	want := map[string]actor.PID{}
	for name, holders := range h.holder {
		for pid := range holders {
			if other, two := want[name]; two {
				h.fault("%v and %v both have %q", pid, other, name)
			}
			want[name] = pid
		}
	}
	for id, c := range h.open {
		if !want[c.name].IsZero() {
			h.fault("call %d is open for %q, which %v has", id, c.name, want[c.name])
		}
	}
	for _, n := range h.nodes {
		got := map[string]actor.PID{}
		for _, name := range n.table.Names() {
			got[name], _ = n.table.Whereis(name)
		}
		waited := map[string]bool{}
		for _, c := range h.open {
			if c.node == n {
				waited[c.name] = true
			}
		}
		if kept := n.table.Known(); kept != len(got)+len(waited) {
			h.fault("%v keeps %d names, for %v and those who wait for %v", n.self, kept, got, waited)
		}
		if !maps.Equal(got, want) || !maps.Equal(h.seen[n.self], got) {
			h.fault("%v finds %v and has reported %v, want %v", n.self, got, h.seen[n.self], want)
		}
	}
}

// allReplied checks that every registration is answered, in time.
func (h *history) allReplied() {
	for id, c := range h.open {
		if !c.pid.IsZero() && !h.t.Failed() {
			h.fault("call %d for %q was never replied to", id, c.name)
		}
	}
}
