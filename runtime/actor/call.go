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
	Name   string // by which it was called, if that had nobody or was of another node
	Reason error  // NoProc, ErrFull, the receiver's exit reason, or why the context ended
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
// another process or any goroutine, and answered later by whoever has it, also
// by one that was killed.
type Request struct {
	Body any
	call *call
	turn uint64
}

// Reply answers the request. Only the first reply counts; false: it was not
// this one, or nobody waits any more.
func (r Request) Reply(v any, err error) bool { return r.call.end(r.turn, answered, v, err) }

// Call sends a request and waits for its reply; see [Sender].
func (p *Process) Call(ctx context.Context, to PID, request any) (any, error) {
	p.checkpoint()
	if to == p.Self() {
		return nil, &CallError{PID: to, Reason: ErrCallSelf}
	}
	if p.sys.away(to) {
		return p.sys.callAway(ctx, Address{PID: to}, request, p)
	}
	c := p.calling.Load()
	if c == nil {
		c = newCall()
		p.calling.Store(c)
	}
	if !c.ask(p.sys.local(to), request, p, ctx.Done()) {
		c.err = NoProc
	} else if p.checkpoint(); c.stands() == answered {
		return c.reply()
	}
	c.hangUp()
	p.calling.Store(nil) // its receiver may still be looking at it
	p.checkpoint()
	return nil, &CallError{PID: to, Reason: c.failure(ctx)}
}

// Call sends a request and waits for its reply; see [Sender].
func (s *System) Call(ctx context.Context, to PID, request any) (any, error) {
	if s.away(to) {
		return s.callAway(ctx, Address{PID: to}, request, nil)
	}
	c, _ := s.calls.Get().(*call)
	if c == nil {
		c = newCall()
	}
	there := c.ask(s.local(to), request, nil, ctx.Done())
	c.hangUp()
	if !there {
		c.err = NoProc
	} else if c.stands() == answered {
		v, err := c.reply()
		s.calls.Put(c)
		return v, err
	}
	return nil, &CallError{PID: to, Reason: c.failure(ctx)}
}

// CallName calls the process with this name; see [Sender].
func (p *Process) CallName(ctx context.Context, name string, request any) (any, error) {
	p.checkpoint()
	q, at, away := p.sys.named(name)
	if away {
		return p.sys.callAway(ctx, at, request, p)
	}
	if q == nil {
		return nil, &CallError{Name: name, Reason: NoProc}
	}
	return p.Call(ctx, q.Self(), request)
}

// CallName calls the process with this name; see [Sender].
func (s *System) CallName(ctx context.Context, name string, request any) (any, error) {
	q, at, away := s.named(name)
	if away {
		return s.callAway(ctx, at, request, nil)
	}
	if q == nil {
		return nil, &CallError{Name: name, Reason: NoProc}
	}
	return s.Call(ctx, q.Self(), request)
}

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
	done  func(v any, err error, ok bool) // nil: told instead, if the caller is elsewhere
	by    *Process                        // the caller; nil: code outside processes

	// Where the caller waits: at a seat, whose L is the call, or at a channel, if it
	// has to hear of something else as well.
	seated bool // written before the call begins
	seat   seat
	endc   chan struct{} // has room for one

	// Its receiver lists it, to fail it when it dies; and goes on listing the call
	// of a process until that calls somebody else.
	at         *Process // the receiver; the caller's own
	prev, next *call    // guarded by at.mu, as is listed
	listed     bool
}

// How a call stands.
const (
	answered = iota // or never made
	open
	failed

	standBits = 2
)

func newCall() *call {
	c := &call{endc: make(chan struct{}, 1)}
	c.seat.L = c
	c.entry.call = c
	return c
}

func (c *call) stands() uint64 { return c.state.Load() & (1<<standBits - 1) }

func (c *call) turn() uint64 { return c.state.Load() >> standBits }

// request is the call as its receiver sees it.
func (c *call) request() Request { return Request{c.body, c, c.turn()} }

// begin makes an answered call the next one.
func (c *call) begin(request any) {
	c.body = request
	c.state.Store((c.turn()+1)<<standBits | open)
}

// end decides how the call of this turn ends, if nothing has yet, and wakes its
// caller.
func (c *call) end(turn, how uint64, v any, err error) bool {
	if !c.state.CompareAndSwap(turn<<standBits|open, turn<<standBits|how) {
		return false
	}
	if c.done != nil {
		c.done(v, err, how == answered)
		c.unlist()
		return true
	}
	c.value, c.err = v, err
	if c.seated {
		c.seat.wake()
	} else {
		c.endc <- struct{}{}
	}
	return true
}

func (c *call) fail(reason error) { c.end(c.turn(), failed, nil, reason) }

// abort wakes a caller that has to exit.
func (c *call) abort() { c.fail(ErrExiting) }

// ask gives a request to its receiver and waits until the call has ended, or ends
// it when done does. False: the receiver is gone.
func (c *call) ask(q *Process, request any, by *Process, done <-chan struct{}) bool {
	if q == nil || !c.listAt(q) {
		return false
	}
	c.body, c.by = request, by
	if c.seated = done == nil; c.seated {
		c.seat.Wait()
	} else {
		c.dial()
		c.wait(done)
	}
	return true
}

// dial begins the call and gives the request to its receiver. From then on it is
// answered, or fails when the receiver exits. In a full mailbox it may wait for
// room as long as the call is on.
func (c *call) dial() {
	q := c.at
	c.begin(c.body)
	left, waits := queued, false
	if q.mailbox.bounded() {
		left, waits = q.mailbox.putOrWait(waiter{raw: &c.entry, by: c.by})
	} else {
		left = q.mailbox.put(&c.entry, c.by)
	}
	switch {
	case left == refused: // it has died since
		c.fail(NoProc)
	case left == full:
		c.fail(ErrFull)
	case !waits:
		q.settle(left, &c.entry, c.by)
	}
	if c.by != nil && c.by.leaving() {
		c.abort() // whoever made it leave may have looked before the call was on
	}
}

// Unlock asks, at the caller's seat: whoever ends the call owes the wake-up.
func (c *call) Unlock() { c.dial() }

func (c *call) Lock() { c.seat.acquire() }

// listAt has q fail the call when it dies. False: it has.
func (c *call) listAt(q *Process) bool {
	if c.at == q {
		return true
	}
	c.hangUp()
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.dead {
		return false
	}
	c.at = q
	q.bond().addCall(c)
	return true
}

// hangUp takes the call off its receiver's list, and out of its mailbox if it
// still waits for room there.
func (c *call) hangUp() {
	q := c.at
	if q == nil {
		return
	}
	c.at = nil
	q.mu.Lock()
	if c.listed {
		q.bonds.dropCall(c)
	}
	q.mu.Unlock()
	if q.mailbox.bounded() {
		q.mailbox.withdraw(&c.entry, nil)
	}
}

// wait waits at the channel until the call has ended; or ends it when done does.
func (c *call) wait(done <-chan struct{}) {
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

// reply is what an answered call was answered.
func (c *call) reply() (v any, err error) {
	v, err = c.value, c.err
	c.body, c.value, c.err = nil, nil, nil
	return v, err
}

// failure is why a call failed.
func (c *call) failure(ctx context.Context) error {
	if c.err == nil {
		return context.Cause(ctx)
	}
	return c.err
}

// ring waits for a call that is none of p's usual ones: also until p has to exit.
func (p *Process) ring(c *call, done <-chan struct{}) {
	usual := p.calling.Swap(c)
	if p.leaving() {
		c.abort()
	}
	c.wait(done)
	p.calling.Store(usual)
}
