package actor

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// ErrCallSelf says that a process called itself and would have waited for ever.
var ErrCallSelf = errors.New("process called itself")

// A CallError says that a call got no reply.
type CallError struct {
	PID    PID    // who was called; zero if nobody has the name
	Name   string // by which it was called, if it was
	Reason error  // NoProc, the receiver's exit reason, or why the context ended
}

func (e *CallError) Error() string {
	if e.Name != "" {
		return fmt.Sprintf("call %q: %v", e.Name, e.Reason)
	}
	return fmt.Sprintf("call %v: %v", e.PID, e.Reason)
}

// Unwrap gives the reason, unless that is a good one: a call did not go well
// because its receiver did.
func (e *CallError) Unwrap() error { return fault(e.Reason) }

// A Request is a call, as its receiver sees it. It may be kept, or handed to
// another process, and answered later.
type Request struct {
	Body any
	call *call
	turn uint64
}

// Reply answers the request. Only the first reply counts; false: it was not
// this one, or nobody waits any more.
func (r Request) Reply(v any, err error) bool { return r.call.end(r.turn, answered, v, err) }

// call is one call after another of one caller: it is used again once it was
// answered, and only then, for otherwise its receiver may still be looking at
// it. A reply can't be for another call than its request's: each has its turn.
// It passes no mailbox on the way back, so that a late reply goes nowhere.
type call struct {
	state atomic.Uint64 // turn and, in the low bits, how it stands
	entry entry         // as which it waits in a mailbox
	body  any
	value any // what it ended with
	err   error
	endc  chan struct{} // has room for one

	// Guarded by the receiver's mutex, which lists the calls that die with it.
	prev, next *call
	listed     bool
}

const (
	open = iota
	answered
	failed
	endBits = 2
)

func newCall() *call {
	c := &call{endc: make(chan struct{}, 1)}
	c.entry.call = c
	return c
}

// request is the call as its receiver sees it.
func (c *call) request() Request { return Request{c.body, c, c.state.Load() >> endBits} }

// end decides how the call of this turn ends, if nothing has yet, and wakes its
// caller.
func (c *call) end(turn, how uint64, v any, err error) bool {
	if !c.state.CompareAndSwap(turn<<endBits|open, turn<<endBits|how) {
		return false
	}
	c.value, c.err = v, err
	c.endc <- struct{}{}
	return true
}

func (c *call) fail(reason error) { c.end(c.state.Load()>>endBits, failed, nil, reason) }

// abort wakes a caller that has to exit.
func (c *call) abort() { c.fail(ErrExiting) }

// renew readies a call that was answered, and hung up, for the next one. False:
// it must not be used again.
func (c *call) renew() bool {
	if c.ended() != answered {
		return false
	}
	c.state.Store((c.state.Load()>>endBits + 1) << endBits)
	c.body, c.value, c.err = nil, nil, nil
	return true
}

// Call sends a request and waits for its reply; see [Sender].
func (p *Process) Call(ctx context.Context, to PID, request any) (any, error) {
	if to == p.Self() {
		return nil, &CallError{PID: to, Reason: ErrCallSelf}
	}
	p.checkpoint()
	o := p.own()
	c := o.spare
	if o.spare = nil; c == nil {
		c = newCall()
	}
	q := p.sys.local(to)
	if err := c.dial(q, request, p); err != nil {
		c.hangUp(q)
		return nil, &CallError{PID: to, Reason: err}
	}
	ring(p, c, ctx.Done())
	c.hangUp(q)
	p.checkpoint()
	v, err := c.result(ctx, to)
	if c.renew() {
		o.spare = c
	}
	return v, err
}

// Call sends a request and waits for its reply; see [Sender].
func (s *System) Call(ctx context.Context, to PID, request any) (any, error) {
	c, _ := s.calls.Get().(*call)
	if c == nil {
		c = newCall()
	}
	q := s.local(to)
	if err := c.dial(q, request, nil); err != nil {
		c.hangUp(q)
		return nil, &CallError{PID: to, Reason: err}
	}
	await(c, ctx.Done())
	c.hangUp(q)
	v, err := c.result(ctx, to)
	if c.renew() {
		s.calls.Put(c)
	}
	return v, err
}

// dial gives the request to its receiver, which lists the call first: from then
// on it is answered, or fails when the receiver exits. In a full mailbox it may
// wait for room as long as the call is on.
func (c *call) dial(q *Process, request any, by *Process) error {
	if q == nil {
		return NoProc
	}
	c.body = request
	q.mu.Lock()
	if q.dead {
		q.mu.Unlock()
		return NoProc
	}
	q.bond().addCall(c)
	q.mu.Unlock()
	if !q.mailbox.bounded() {
		q.put(&c.entry, by)
		return nil
	}
	left, _ := q.mailbox.putOrWait(waiter{raw: &c.entry, by: by})
	q.settle(left, &c.entry, by)
	if left == full {
		return ErrFull
	}
	return nil
}

// hangUp takes the call off its receiver's list.
func (c *call) hangUp(q *Process) {
	if q == nil {
		return
	}
	q.mu.Lock()
	if c.listed {
		q.bonds.dropCall(c)
	}
	q.mu.Unlock()
	if q.mailbox.bounded() {
		q.mailbox.withdraw(&c.entry, nil)
	}
}

// ended tells how the call stands.
func (c *call) ended() uint64 { return c.state.Load() & (1<<endBits - 1) }

// await waits until the call has ended, or done.
func await[T any](c *call, done <-chan T) {
	if done == nil {
		<-c.endc
		return
	}
	select {
	case <-c.endc:
	case <-done:
		c.fail(nil) // unless it ended at the same moment: then that counts
		<-c.endc
	}
}

// ring is await for a process: it also ends when the process has to exit.
func ring[T any](p *Process, c *call, done <-chan T) {
	p.calling.Store(c)
	if p.leaving() {
		c.abort()
	}
	await(c, done)
	p.calling.Store(nil)
}

// result is how an ended call came out.
func (c *call) result(ctx context.Context, to PID) (any, error) {
	if c.ended() == answered {
		return c.value, c.err
	}
	if c.err == nil {
		return nil, &CallError{PID: to, Reason: context.Cause(ctx)}
	}
	return nil, &CallError{PID: to, Reason: c.err}
}
