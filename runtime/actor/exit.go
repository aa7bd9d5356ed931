package actor

import (
	"runtime/debug"
)

// Exit is the message that a process which traps exits receives when a linked
// process exits, or when another calls [Process.Exit] on it.
type Exit struct {
	From   PID // zero if the system sent it
	Reason error
}

// verdict is the effect of an exit signal on its receiver.
type verdict uint8

const (
	ignore verdict = iota
	tell           // deliver an Exit message, in order
	leave          // exit with the signal's reason
	kill           // die at once
)

// judge decides about one exit signal (S9 to S13). A Kill that comes over a link
// is like any other reason: it is what happened to the sender, not an order.
func judge(reason error, trapping, overLink, fromSelf bool) verdict {
	switch {
	case !overLink && reason == Kill:
		return kill
	case trapping:
		return tell
	case reason == Normal && !fromSelf:
		return ignore
	}
	return leave
}

// Exit sends an exit signal, which asks the process to exit with this reason. A
// process that traps exits receives it as an [Exit] message. Normal (or nil) has
// no effect on a process that does not trap exits, unless that is the caller
// itself. Kill can't be refused. It is no error if the process is gone.
func (p *Process) Exit(to PID, reason error) {
	p.checkpoint()
	if q := p.sys.local(to); q != nil {
		q.exitSignal(p, p.Self(), reason, false)
	} else if p.sys.away(to) {
		p.exitAway(to, reason)
	}
	p.checkpoint() // the signal may have been to itself
}

// Exit is [Process.Exit] for code outside processes.
func (s *System) Exit(to PID, reason error) {
	if q := s.local(to); q != nil {
		q.exitSignal(nil, PID{}, reason, false)
	} else if s.away(to) {
		s.exitAway(PID{}, to, reason)
	}
}

// exitSignal delivers an exit signal from another process, or from this one. A
// signal over a link counts only while the link exists, and removes it. A signal
// from a living process (by) counts only if that process was not killed. It takes
// effect under the lock, so that an Unlink or a TrapExit that has returned is
// final.
func (p *Process) exitSignal(by *Process, from PID, reason error, overLink bool) {
	if reason == nil {
		reason = Normal
	}
	p.mu.Lock()
	if p.dead || by != nil && by.killed() || overLink && !p.bonds.unlink(from) {
		p.mu.Unlock()
		return
	}
	switch judge(reason, p.trap, overLink, from == p.Self()) {
	case ignore:
		p.mu.Unlock()
	case tell:
		p.put(Exit{from, reason}, by) // never waits
		p.mu.Unlock()
	case leave:
		p.askAndUnlock(reason)
	case kill:
		p.killAndUnlock()
	}
}

// ask makes the process exit at its next operation or wait.
func (p *Process) ask(reason error) {
	p.mu.Lock()
	p.askAndUnlock(reason)
}

func (p *Process) askAndUnlock(reason error) {
	if p.reason != nil { // already exiting, for the first reason it got
		p.mu.Unlock()
		return
	}
	p.reason = reason
	p.state.bits.Or(exitingBit)
	cancel := p.canceller()
	p.mu.Unlock()

	cancel(reason)
	p.rouse()
}

// killAndUnlock ends the process now, whatever its code is doing.
func (p *Process) killAndUnlock() {
	again := p.killed() // by another goroutine, which does the rest
	p.reason = Killed
	p.state.bits.Or(exitingBit | killedBit)
	cancel := p.canceller()
	p.mu.Unlock()

	p.die()
	if again {
		return
	}
	p.sys.kills.Add(1)
	p.sys.expectEnd(p)
	cancel(Killed)
	p.rouse()
}

// canceller returns the function that cancels the process's context, if it has
// one. The caller holds p.mu.
func (p *Process) canceller() func(error) {
	if p.bonds == nil || p.bonds.cancel == nil {
		return func(error) {}
	}
	return p.bonds.cancel
}

// rouse wakes the process from any wait of the runtime. The exiting bit is set: a
// process that is about to wait checks it first.
func (p *Process) rouse() {
	if c := p.calling.Load(); c != nil {
		c.abort()
	}
	if p.mailbox.unpark() {
		p.wake(nothing)
	}
}

// finish is the process's own part of dying, run after its code has returned,
// panicked or unwound. Whatever user functions do on the way, the order is:
// Terminate, the hooks, the context, the goroutines; then the news of the death;
// then what nobody else sees.
func (p *Process) finish(reason error) {
	defer p.sys.gone(p)
	defer p.drain()
	defer p.hangUp()
	defer p.die()
	defer p.join()
	p.mu.Lock()
	if p.reason == nil {
		p.reason = reason
	}
	reason = p.reason
	p.mu.Unlock()
	if p.leaving() {
		p.own().unwinding = true // even if its code never noticed
	}
	defer p.cancelContext(reason)
	defer p.runHooks(reason)
	if t, ok := p.handler.(Terminator); ok && p.inited && !p.leaving() {
		p.protect(func() { t.Terminate(p, reason) })
	}
}

// runHooks runs the hooks given to OnExit, including those that hooks add.
func (p *Process) runHooks(reason error) {
	o := p.private
	if o == nil || len(o.hooks) == 0 {
		return
	}
	last := len(o.hooks) - 1
	f := o.hooks[last]
	o.hooks = o.hooks[:last]
	defer p.runHooks(reason)
	p.protect(func() { f(reason) })
}

func (p *Process) cancelContext(reason error) {
	p.mu.Lock()
	cancel := p.canceller()
	p.mu.Unlock()
	cancel(reason)
}

// protect runs a user function during the exit. A panic in it is recorded and
// changes nothing (S59).
func (p *Process) protect(f func()) {
	defer func() {
		if v := recover(); v != nil {
			p.panicked(v)
		}
	}()
	f()
}

// panicked records a panic and returns it as an exit reason. It is called where
// the panic was recovered.
func (p *Process) panicked(v any) error {
	e := &PanicError{Value: v, Stack: debug.Stack()}
	p.sys.panics.Add(1)
	func() {
		defer func() { recover() }() // in case the logger panics: a process never ends the program
		p.Log().Error("process panicked", "panic", v, "stack", string(e.Stack))
	}()
	return e
}

// blame makes the process exit because one of its goroutines panicked. If it was
// about to end well, it no longer does.
func (p *Process) blame(reason error) {
	p.mu.Lock()
	if !p.dead && p.reason != nil && !IsFault(p.reason) {
		p.reason = reason
	}
	p.askAndUnlock(reason)
}

// hangUp removes the process's reusable call from its last receiver's list.
func (p *Process) hangUp() {
	if c := p.calling.Load(); c != nil {
		c.hangUp()
	}
}

// join waits for the goroutines that belong to the process.
func (p *Process) join() {
	if p.private != nil {
		p.private.goroutines.Wait()
	}
}

// drain records the messages that were never received as dead letters.
func (p *Process) drain() {
	for raw, ok := p.takeSkipped(); ok; raw, ok = p.takeSkipped() {
		p.sys.deadLetter(p.Self(), raw)
	}
	for raw, ok := p.mailbox.take(); ok; raw, ok = p.mailbox.take() {
		p.sys.deadLetter(p.Self(), raw)
	}
}

// die takes the process out of the system, once: its names are freed, then
// everyone bound to it is told. A process does this itself when it ends; a killer
// does it in the process's place.
func (p *Process) die() {
	p.mu.Lock()
	if p.dead {
		p.mu.Unlock()
		return
	}
	p.dead = true
	if IsFault(p.reason) {
		p.sys.faults.Add(1)
	}
	p.state.bits.Or(exitingBit | killedBit)
	if p.bonds != nil {
		for _, name := range p.bonds.names {
			p.sys.names.release(name, p)
		}
	}
	p.sys.table.remove(p)
	p.mailbox.close()
	p.mournAndUnlock()
	p.mailbox.release()
}

// mournAndUnlock tells everyone who was bound to the dead process.
func (p *Process) mournAndUnlock() {
	s, b, reason := p.sys, p.bonds, p.reason
	if p.bonds = nil; b == nil {
		p.mu.Unlock()
		return
	}
	waiting := b.cutCalls()
	p.mu.Unlock()

	self := p.Self()
	for t := range b.timers {
		t.timer.Stop()
	}
	for ref, target := range b.watching {
		if q := s.local(target); q != nil {
			q.dropWatcher(ref)
		} else if s.away(target) {
			s.demonitorAway(self, target, ref)
		}
	}
	for to := range b.links {
		if q := s.local(to); q != nil {
			q.exitSignal(nil, self, reason, true)
		} else if s.away(to) {
			s.network().Signal(Signal{Kind: SignalLinkExit, From: self, To: to, Reason: reason})
		}
	}
	for ref, w := range b.watchers {
		s.down(w, Down{Ref: ref, PID: self, Name: w.name, Reason: reason})
	}
	for _, r := range waiting {
		r.call.end(r.turn, failed, nil, reason)
	}
}
