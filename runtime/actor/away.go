package actor

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
	"unique"
)

// This file holds what a local process does to processes of other nodes. An
// operation that ties two processes holds the local process's lock while it
// passes the signal on, so that the news of its death can't come in between.

// sendAway sends to a process of another node. As on this node, a message to a
// process known to be gone becomes a dead letter and is no error.
func (s *System) sendAway(to PID, msg any, by *Process) error {
	return s.sentAway(to, msg, s.network().Send(Author{by}, Address{PID: to}, msg))
}

func (s *System) sendAwayContext(ctx context.Context, to PID, msg any, by *Process) error {
	err := s.network().SendContext(ctx, Author{by}, Address{PID: to}, msg)
	return s.sentAway(to, msg, err)
}

func (s *System) sentAway(to PID, msg any, err error) error {
	if errors.Is(err, NoProc) {
		s.deadLetter(to, msg)
		return nil
	}
	return err
}

// named finds the local process with a name, or the address to send to for
// name@node.
func (s *System) named(name string) (q *Process, at Address, away bool) {
	if q = s.names.find(name); q != nil {
		return q, Address{}, false
	}
	local, node, ok := strings.Cut(name, "@")
	if !ok || node == s.Node().Name {
		return s.names.find(local), Address{}, false
	}
	return nil, Address{Name: local, Node: node}, true
}

// callAway is Call for another node; by is nil for callers outside processes.
func (s *System) callAway(ctx context.Context, to Address, request any, by *Process) (any, error) {
	c := newCall()
	c.begin(nil)
	hangUp, err := s.network().Call(Author{by}, to, request, Waiter{c.request()})
	if err == nil {
		if by != nil {
			by.ring(c, ctx.Done())
		} else {
			c.wait(ctx.Done())
		}
		if c.stands() != answered {
			hangUp()
			err = c.failure(ctx)
		}
	}
	if by != nil {
		by.checkpoint()
	}
	if err == nil {
		return c.reply()
	}
	if to.PID.IsZero() {
		return nil, &CallError{Name: to.String(), Reason: err}
	}
	return nil, &CallError{PID: to.PID, Reason: err}
}

// exitAway sends an exit signal to a process of another node.
func (p *Process) exitAway(to PID, reason error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.killed() {
		p.sys.exitAway(p.Self(), to, reason)
	}
}

func (s *System) exitAway(from, to PID, reason error) {
	if reason == nil {
		reason = Normal
	}
	s.network().Signal(Signal{Kind: SignalExit, From: from, To: to, Reason: reason})
}

// linkAway adds the link on this side and tells the other node to add its own. It
// holds the lock across both, so that the news of p's death can't come in
// between.
func (p *Process) linkAway(to PID) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killed() || p.bonds.linked(to) {
		return nil
	}
	err := p.sys.network().Signal(Signal{Kind: SignalLink, From: p.Self(), To: to})
	switch {
	case err == nil:
		p.bond().link(to)
		return nil
	case p.trap:
		p.put(Exit{to, bondless(err)}, nil)
		return nil
	}
	return fmt.Errorf("link to %v: %w", to, bondless(err))
}

// bondless is the reason given when no link or monitor to a remote process could
// be made.
func bondless(err error) Reason {
	if errors.Is(err, NoProc) {
		return NoProc
	}
	return NoConnection
}

func (p *Process) unlinkAway(from PID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bonds.unlink(from) {
		p.sys.network().Signal(Signal{Kind: SignalUnlink, From: p.Self(), To: from})
	}
}

// monitorAway monitors a process of another node, by PID or by name.
func (p *Process) monitorAway(at Address) MonitorRef {
	p.checkpoint()
	ref := p.newRef()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killed() {
		return ref
	}
	target := at.PID
	if target.IsZero() {
		target = PID{node: unique.Make(Node{Name: at.Node})} // no process, but still a remote node
	}
	p.bond().watch(ref, target)
	err := p.sys.network().Signal(Signal{Kind: SignalMonitor, From: p.Self(), To: at.PID, At: at, Ref: ref})
	if err != nil {
		down := Down{Ref: ref, PID: at.PID, Reason: bondless(err)}
		if at.PID.IsZero() {
			down.Name = at.String()
		}
		p.put(&entry{down: &down}, nil)
	}
	return ref
}

// demonitorAway removes a monitor. A target without an id was monitored by name.
func (s *System) demonitorAway(owner, target PID, ref MonitorRef) {
	if target.IsZero() {
		target = PID{}
	}
	s.network().Signal(Signal{Kind: SignalDemonitor, From: owner, To: target, Ref: ref})
}

// waitAway is Wait for a remote process. Only a process can monitor it, so one is
// spawned.
func (s *System) waitAway(ctx context.Context, pid PID) (reason, err error) {
	c := make(chan error, 1)
	watcher := s.Spawn(func(p *Process) error {
		p.Monitor(pid)
		down, _ := ReceiveFor[Down](p, Forever)
		c <- down.Reason
		return nil
	})
	ended, err := s.Wait(ctx, watcher)
	if err != nil {
		s.Exit(watcher, Kill)
		return nil, fmt.Errorf("wait for %v: %w", pid, context.Cause(ctx))
	}
	select {
	case reason = <-c:
		return reason, nil
	default: // the system is stopping
		return nil, fmt.Errorf("wait for %v: %w", pid, ended)
	}
}

// startAway starts a timer for a remote process. This node does not learn when
// that process exits: a repeating timer goes on until it is cancelled or the node
// is lost.
func (t *Timer) startAway(d time.Duration) {
	t.timer = time.AfterFunc(time.Hour, t.fireAway) // assigned before it can fire
	t.timer.Reset(d)
}

func (t *Timer) fireAway() {
	defer t.shield()
	if t.every == 0 {
		if t.state.CompareAndSwap(running, spent) {
			t.sys.Send(t.to, t.msg)
		}
		return
	}
	t.away.Lock() // so that a Cancel that has returned is final
	defer t.away.Unlock()
	if t.state.Load() != running {
		return
	}
	if errors.Is(t.sys.Send(t.to, t.msg), NoConnection) {
		t.state.CompareAndSwap(running, spent)
		return
	}
	t.timer.Reset(t.every)
}

// shield stops the timer if the message's own code panics while it is encoded.
// That code runs on a goroutine that no process owns, where a panic would end the
// program.
func (t *Timer) shield() {
	if v := recover(); v != nil {
		t.state.CompareAndSwap(running, spent)
		t.sys.panics.Add(1)
		t.sys.log.Error("timer's message panicked", "to", t.to, "panic", v, "stack", string(debug.Stack()))
	}
}
