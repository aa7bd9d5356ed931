package actor

import (
	"context"
	"fmt"
)

// A MonitorRef identifies one monitor.
type MonitorRef struct {
	owner PID // zero for code outside processes
	n     uint64
}

// Number identifies the monitor among those of the process that made it.
func (r MonitorRef) Number() uint64 { return r.n }

func (r MonitorRef) String() string { return fmt.Sprintf("monitor %d of %v", r.n, r.owner) }

// Down is the message that ends a monitor: the process has exited.
type Down struct {
	Ref    MonitorRef
	PID    PID    // zero if it was monitored by a name that no process had
	Name   string // the name it was monitored by, if any: name@node on another node
	Reason error  // NoProc if the process was already gone
}

// Monitor watches a process. One [Down] arrives when that process exits, after
// everything it sent before, or at once if it is gone. Each call makes a new
// monitor.
func (p *Process) Monitor(to PID) MonitorRef {
	if p.sys.away(to) {
		return p.monitorAway(Address{PID: to})
	}
	return p.monitor(p.sys.local(to), to, "")
}

// MonitorName watches the process that now has this name, on this node or, for
// name@node, on that one. It does not matter what later becomes of the name.
func (p *Process) MonitorName(name string) MonitorRef {
	q, at, away := p.sys.named(name)
	if away {
		return p.monitorAway(at)
	}
	if q == nil {
		return p.monitor(nil, PID{}, name)
	}
	return p.monitor(q, q.Self(), name)
}

func (p *Process) monitor(q *Process, to PID, name string) MonitorRef {
	p.checkpoint()
	ref := p.newRef()
	if q == nil || !p.watch(q, ref, name) {
		p.mu.Lock()
		p.bond().watch(ref, to)
		p.mu.Unlock()
		p.put(&entry{down: &Down{Ref: ref, PID: to, Name: name, Reason: NoProc}}, nil)
	}
	return ref
}

// watch ties both ends of a monitor at once. It reports false if q is dead.
func (p *Process) watch(q *Process, ref MonitorRef, name string) bool {
	unlock := lockBoth(p, q)
	defer unlock()
	if p.dead || q.dead {
		return p.dead // p was killed, and will find out
	}
	p.bond().watch(ref, q.Self())
	q.bond().watchedBy(ref, watcher{pid: p.Self(), name: name})
	return true
}

// Demonitor ends a monitor. Once it has returned, its [Down] is not received.
func (p *Process) Demonitor(ref MonitorRef) {
	p.checkpoint()
	p.mu.Lock()
	target, _ := p.bonds.unwatch(ref)
	p.mu.Unlock()
	if q := p.sys.local(target); q != nil {
		q.dropWatcher(ref)
	} else if p.sys.away(target) {
		p.sys.demonitorAway(p.Self(), target, ref)
	}
}

func (p *Process) newRef() MonitorRef {
	o := p.own()
	o.refs++
	return MonitorRef{p.Self(), o.refs}
}

// addWatcher registers w for the process's exit. It reports false if it has
// exited.
func (p *Process) addWatcher(ref MonitorRef, w watcher) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return false
	}
	p.bond().watchedBy(ref, w)
	return true
}

func (p *Process) dropWatcher(ref MonitorRef) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bonds != nil {
		delete(p.bonds.watchers, ref)
	}
}

// down tells one watcher.
func (s *System) down(w watcher, d Down) {
	if w.c != nil {
		w.c <- d.Reason // has room
	} else if q := s.local(w.pid); q != nil {
		q.put(&entry{down: &d}, nil)
	} else if s.away(w.pid) {
		s.network().Signal(Signal{Kind: SignalDown, From: d.PID, To: w.pid, Ref: d.Ref, Reason: d.Reason})
	}
}

// Wait returns the reason a process exits with, or [NoProc] if it was already
// gone. If ctx ends first, err wraps its cause.
func (s *System) Wait(ctx context.Context, pid PID) (reason, err error) {
	if s.away(pid) {
		return s.waitAway(ctx, pid)
	}
	q := s.local(pid)
	c := make(chan error, 1)
	ref := MonitorRef{n: s.refs.Add(1)}
	if q == nil || !q.addWatcher(ref, watcher{c: c}) {
		return NoProc, nil
	}
	select {
	case reason = <-c:
		return reason, nil
	case <-ctx.Done():
		q.dropWatcher(ref)
		return nil, fmt.Errorf("wait for %v: %w", pid, context.Cause(ctx))
	}
}
