package actor

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

var (
	// ErrExiting is returned by Send to a process that is leaving its code.
	ErrExiting = errors.New("process is exiting")
	// ErrNotRegistered is returned when no process here has the name.
	ErrNotRegistered = errors.New("name is not registered")
	// ErrNoCalls is the reply of a handler that does not handle calls.
	ErrNoCalls = errors.New("process answers no calls")
)

// A Sender is what code sends through: a [Process], or the [System] for code
// outside processes. What one sender sends to one receiver arrives in that order;
// nothing is promised across senders.
type Sender interface {
	// Send sends msg to a process. It never waits: if a bounded mailbox has no room
	// it returns ErrFull. A nil error does not mean that msg was or will be handled:
	// a message to a process that is gone is lost without an error.
	Send(to PID, msg any) error
	// SendContext is Send, but waits for room until ctx ends.
	SendContext(ctx context.Context, to PID, msg any) error
	// SendName is Send to the process that has this name here; if there is none, the
	// error wraps ErrNotRegistered. For name@node it sends to the process with that
	// name there.
	SendName(name string, msg any) error
	// Call sends a request and waits for its reply until ctx ends. If there will be
	// no reply it fails with a *CallError; otherwise with the error that the
	// receiver replied, if any.
	Call(ctx context.Context, to PID, request any) (any, error)
	// CallName is Call to the process that has this name here or, for name@node,
	// there.
	CallName(ctx context.Context, name string, request any) (any, error)
	// System returns the sender's system.
	System() *System
}

// A Cast is what package service sends: a server handles it with a different
// method from plain messages. The type is in this package so that it travels.
type Cast struct{ Body any }

var (
	_ Sender = (*Process)(nil)
	_ Sender = (*System)(nil)
)

// Send sends msg to a process; see [Sender].
func (p *Process) Send(to PID, msg any) error {
	if p.leaving() {
		return p.sendLeaving()
	}
	// This is deliver, written out: two calls fewer on the path of every message.
	if to.node == p.sys.node {
		if q := p.sys.table.get(to.id); q != nil {
			if left := q.mailbox.put(msg, p); left != queued {
				return q.settle(left, msg, p)
			}
			return nil
		}
	}
	return p.sys.deliver(to, nil, msg, p)
}

// SendName sends msg to the process with this name; see [Sender].
func (p *Process) SendName(name string, msg any) error {
	if p.leaving() {
		return p.sendLeaving()
	}
	return p.sys.sendName(name, msg, p)
}

// Send sends msg to a process; see [Sender].
func (s *System) Send(to PID, msg any) error {
	return s.deliver(to, s.local(to), msg, nil)
}

// SendName sends msg to the process with this name; see [Sender].
func (s *System) SendName(name string, msg any) error { return s.sendName(name, msg, nil) }

func (s *System) sendName(name string, msg any, by *Process) error {
	q, at, away := s.named(name)
	if away {
		return s.network().Send(Author{by}, at, msg)
	}
	if q == nil {
		return fmt.Errorf("send to %q: %w", name, ErrNotRegistered)
	}
	return s.deliver(q.Self(), q, msg, by)
}

// deliver puts a message into the mailbox of q, the local process with PID to; if
// q is nil there is none.
func (s *System) deliver(to PID, q *Process, msg any, by *Process) error {
	if q == nil {
		if s.away(to) {
			return s.sendAway(to, msg, by)
		}
		s.deadLetter(to, msg)
		return nil
	}
	if left := q.mailbox.put(msg, by); left != queued {
		return q.settle(left, msg, by)
	}
	return nil
}

// put queues a message and wakes the process if it waits. put never waits.
func (p *Process) put(raw any, by *Process) wakeup {
	left := p.mailbox.put(raw, by)
	if left != queued {
		p.settle(left, raw, by)
	}
	return left
}

// settle does what put left to do, and returns the error for the sender.
func (p *Process) settle(left wakeup, raw any, by *Process) error {
	switch left {
	case wakeWith:
		p.wake(raw)
	case wakeOnly:
		p.wake(nothing)
	case crowded:
		if by != nil {
			runtime.Gosched()
		}
	case refused:
		p.sys.deadLetter(p.Self(), raw)
	case full:
		return ErrFull
	}
	return nil
}

// wake hands a message, or nothing, to a process that was parked. The goroutine
// that cleared the parked bit calls it.
func (p *Process) wake(msg any) {
	if p.mailbox.word.Load()&seatedBit != 0 {
		p.mailbox.seat.give(msg)
		return
	}
	p.sys.pool.start(p, msg)
}

// sendLeaving is a send by a process that has to exit. The first one unwinds the
// process; sends during the unwinding are refused.
func (p *Process) sendLeaving() error {
	if !p.own().unwinding {
		p.unwind()
	}
	return ErrExiting
}
