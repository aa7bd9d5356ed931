package actor

import (
	"context"
)

// bonds is what ties a process to others: the processes to tell of its death, and
// whatever ends with it. It is plain bookkeeping, guarded by the process's mutex.
type bonds struct {
	links    map[PID]struct{}       // symmetric: each end holds the other
	watching map[MonitorRef]PID     // monitors that this process made
	watchers map[MonitorRef]watcher // monitors that others made on this process
	names    []string               // the names it is registered under
	timers   map[*Timer]struct{}    // running timers that send to it
	aside    int                    // messages put aside by a selective receive
	calls    *call                  // calls waiting for its reply; a list linked by call.next

	ctx    context.Context
	cancel context.CancelCauseFunc
}

// watcher is the destination of a Down.
type watcher struct {
	pid  PID          // a process, or
	c    chan<- error // a waiter outside any process; has room for the reason
	name string       // the name it monitored the process by, if any
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

// unlink removes a link and reports whether there was one.
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

// unwatch removes a monitor that this process made. It returns the target, and
// whether the monitor had yet to fire.
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

// addCall and dropCall maintain the list of calls that fail when the process
// dies.
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

// cutCalls empties the list and returns its open calls. Each request carries its
// turn, so that failing it later can't touch its caller's next call.
func (b *bonds) cutCalls() (waiting []Request) {
	for c := b.calls; c != nil; c = b.calls {
		if c.stands() == open {
			waiting = append(waiting, Request{call: c, turn: c.turn()})
		}
		b.dropCall(c)
	}
	return waiting
}

// bond returns the process's bonds, allocated on first use. The caller holds
// p.mu.
func (p *Process) bond() *bonds {
	if p.bonds == nil {
		p.bonds = new(bonds)
	}
	return p.bonds
}
