package actor

import (
	"context"
)

// bonds is what ties a process to others: who must hear of its death, and what
// goes with it. It is plain bookkeeping; the process's mutex guards it.
type bonds struct {
	links    map[PID]struct{}       // both ways: each end holds the other
	watching map[MonitorRef]PID     // monitors this process made
	watchers map[MonitorRef]watcher // monitors made on it
	names    []string               // registered for it
	timers   map[*Timer]struct{}    // running for it
	aside    int                    // messages put aside by a selective receive
	calls    *call                  // waiting for its reply; a list through call.next

	ctx    context.Context
	cancel context.CancelCauseFunc
}

// watcher is where a Down goes.
type watcher struct {
	pid  PID          // a process, or
	c    chan<- error // a waiter outside any process; has room for the reason
	name string       // by which the process was named, if it was
}

func (b *bonds) link(to PID) {
	if b.links == nil {
		b.links = make(map[PID]struct{})
	}
	b.links[to] = struct{}{}
}

func (b *bonds) linked(to PID) bool {
	if b == nil {
		return false
	}
	_, ok := b.links[to]
	return ok
}

// unlink forgets a link and tells whether there was one.
func (b *bonds) unlink(to PID) bool {
	if !b.linked(to) {
		return false
	}
	delete(b.links, to)
	return true
}

func (b *bonds) watch(ref MonitorRef, target PID) {
	if b.watching == nil {
		b.watching = make(map[MonitorRef]PID)
	}
	b.watching[ref] = target
}

// unwatch forgets a monitor this process made: its target, and whether it was
// still to fire.
func (b *bonds) unwatch(ref MonitorRef) (target PID, ok bool) {
	if b == nil {
		return PID{}, false
	}
	target, ok = b.watching[ref]
	delete(b.watching, ref)
	return target, ok
}

func (b *bonds) watchedBy(ref MonitorRef, w watcher) {
	if b.watchers == nil {
		b.watchers = make(map[MonitorRef]watcher)
	}
	b.watchers[ref] = w
}

func (b *bonds) dropName(name string) {
	for i, n := range b.names {
		if n == name {
			b.names = append(b.names[:i], b.names[i+1:]...)
			return
		}
	}
}

// addCall and dropCall keep the list of calls that die with the process.
func (b *bonds) addCall(c *call) {
	c.prev, c.next, c.listed = nil, b.calls, true
	if b.calls != nil {
		b.calls.prev = c
	}
	b.calls = c
}

func (b *bonds) dropCall(c *call) {
	if c.prev != nil {
		c.prev.next = c.next
	} else {
		b.calls = c.next
	}
	if c.next != nil {
		c.next.prev = c.prev
	}
	c.prev, c.next, c.listed = nil, nil, false
}

// cutCalls empties the list and returns what was on it, so that each call can be
// failed later without touching its caller's next one.
func (b *bonds) cutCalls() (waiting []Request) {
	for c := b.calls; c != nil; c = b.calls {
		if c.stands() == open {
			waiting = append(waiting, Request{call: c, turn: c.turn()})
		}
		b.dropCall(c)
	}
	return waiting
}

// bond is the process's bonds, made when first needed. p.mu is held.
func (p *Process) bond() *bonds {
	if p.bonds == nil {
		p.bonds = new(bonds)
	}
	return p.bonds
}
