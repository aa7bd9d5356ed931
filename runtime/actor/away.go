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

// What processes here do to those of other nodes. Where it ties two processes, the
// lock of the one here is held while the signal is passed on, for the news of its
// death not to come in between.

// sendAway sends to another node. A process that is known to be gone gets
// nothing, as here.
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

// named is who has a name here, or where to look for who has name@node.
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

// callAway is Call for another node; by is nil for code outside processes.
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

// exitAway sends an exit signal to another node.
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

// linkAway ties this end, and has the other node tie its own. The lock is held
// over both, for the news of p's death not to come in between.
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

// bondless is why there is no bond to another node's process.
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

// monitorAway watches a process of another node, or whoever has the name there.
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
		target = PID{node: unique.Make(Node{Name: at.Node})} // nobody, and yet away
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

// demonitorAway ends a monitor. A target without a number was watched by name.
func (s *System) demonitorAway(owner, target PID, ref MonitorRef) {
	if target.IsZero() {
		target = PID{}
	}
	s.network().Signal(Signal{Kind: SignalDemonitor, From: owner, To: target, Ref: ref})
}

// waitAway is Wait for a process of another node: only a process can monitor it.
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

// startAway runs a timer whose process lives elsewhere. Its end is not known
// here: a repeated one goes on until it is cancelled or its node is lost.
func (t *Timer) startAway(d time.Duration) {
	t.timer = time.AfterFunc(time.Hour, t.fireAway) // set before it can fire
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

// shield ends the timer if its message's own code panics as it is encoded: that is on a
// goroutine of nobody's, where it would end the program.
func (t *Timer) shield() {
	if v := recover(); v != nil {
		t.state.CompareAndSwap(running, spent)
		t.sys.panics.Add(1)
		t.sys.log.Error("timer's message panicked", "to", t.to, "panic", v, "stack", string(debug.Stack()))
	}
}
