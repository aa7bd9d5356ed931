package actor

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// ErrCallSelf is returned when a process calls itself: it would wait for ever.
var ErrCallSelf = errors.New("process called itself")

// A CallError is returned by a call that got no reply.
type CallError struct {
	PID    PID    // the process called; zero if no process has the name
	Name   string // the name called, if no process has it or it is another node's
	Reason error  // NoProc, ErrFull, the receiver's exit reason, or why the context ended
}

func (e *CallError) Error() string {
	if e.Name != "" {
		return fmt.Sprintf("call %q: %v", e.Name, e.Reason)
	}
	return fmt.Sprintf("call %v: %v", e.PID, e.Reason)
}

// Unwrap returns the reason if it is a fault, otherwise nil: that the receiver
// ended well does not mean that the call did.
func (e *CallError) Unwrap() error { return fault(e.Reason) }

// A Request is a call as its receiver sees it. The receiver may keep it, or hand
// it to another process or goroutine. Whoever holds it may answer it later, even
// a process that was killed.
type Request struct {
	Body any
	call *call
	turn uint64
}

// Reply answers the request. Only the first reply counts. Reply reports false if
// this was not the first, or the caller no longer waits.
func (r Request) Reply(v any, err error) bool { return r.call.end(r.turn, answered, v, err) }

// Call sends a request and waits for the reply; see [Sender].
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
	p.calling.Store(nil) // the receiver may still be looking at it
	p.checkpoint()
	return nil, &CallError{PID: to, Reason: c.failure(ctx)}
}

// Call sends a request and waits for the reply; see [Sender].
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

// call holds one call after another of the same caller. It is reused only once
// the previous call was answered: otherwise the receiver may still be looking at
// it. Each call has its turn, so a reply can only reach the call it was meant
// for. Replies bypass the mailbox, so a late reply goes nowhere.
type call struct {
	state atomic.Uint64 // the turn and, in the low bits, the call's status
	entry entry         // as queued in a mailbox
	body  any
	value any // the result
	err   error
	done  func(v any, err error, ok bool) // if the caller is elsewhere: called with the result instead
	by    *Process                        // the caller; nil outside processes

	// The caller waits at a seat, whose L is the call, or at a channel if it must
	// also listen for something else.
	seated bool // set before the call begins
	seat   seat
	endc   chan struct{} // has room for one

	// The receiver lists the call, to fail it when the receiver dies. A process's
	// call stays on that list until the process calls another one.
	at         *Process // the receiver; owned by the caller
	prev, next *call    // guarded by at.mu, like listed
	listed     bool
}

// The status of a call.
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

// request returns the call as its receiver sees it.
func (c *call) request() Request { return Request{c.body, c, c.turn()} }

// begin starts the next call. The previous one must have been answered.
func (c *call) begin(request any) {
	c.body = request
	c.state.Store((c.turn()+1)<<standBits | open)
}

// end decides how the call of this turn ends and wakes its caller. It reports
// false if the call has already ended.
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
// the call when done is closed. It reports false if the receiver is gone.
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

// dial begins the call and gives the request to its receiver. From then on the
// call is answered, or fails when the receiver exits. If the mailbox is full the
// request may wait for room until the call ends.
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
	case left == refused: // it has died in the meantime
		c.fail(NoProc)
	case left == full:
		c.fail(ErrFull)
	case !waits:
		q.settle(left, &c.entry, c.by)
	}
	if c.by != nil && c.by.leaving() {
		c.abort() // whoever made the caller exit may have looked before the call was open
	}
}

// Unlock sends the request once the caller is seated: whoever ends the call owes
// the wake-up.
func (c *call) Unlock() { c.dial() }

func (c *call) Lock() { c.seat.acquire() }

// listAt makes q fail the call when it dies. It reports false if q is already
// dead.
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

// hangUp takes the call off its receiver's list, and withdraws it from the
// receiver's mailbox if it still waits for room there.
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

// wait waits at the channel until the call has ended, and ends it when done is
// closed.
func (c *call) wait(done <-chan struct{}) {
	if done == nil {
		<-c.endc
		return
	}
	select {
	case <-c.endc:
	case <-done:
		c.fail(nil) // unless it ended at the same moment: then that result counts
		<-c.endc
	}
}

// reply returns the result of an answered call.
func (c *call) reply() (v any, err error) {
	v, err = c.value, c.err
	c.body, c.value, c.err = nil, nil, nil
	return v, err
}

// failure returns the reason why a call failed.
func (c *call) failure(ctx context.Context) error {
	if c.err == nil {
		return context.Cause(ctx)
	}
	return c.err
}

// ring waits for c, which is not p's reusable call, or until p has to exit.
func (p *Process) ring(c *call, done <-chan struct{}) {
	usual := p.calling.Swap(c)
	if p.leaving() {
		c.abort()
	}
	c.wait(done)
	p.calling.Store(usual)
}
