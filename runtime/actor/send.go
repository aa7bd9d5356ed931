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
	// ErrNotRegistered says that no process here has the name.
	ErrNotRegistered = errors.New("name is not registered")
	// ErrNoCalls is the answer of a handler that handles no calls.
	ErrNoCalls = errors.New("process answers no calls")
)

// A Sender is on whose behalf something is sent: a [Process], or the [System]
// for code outside processes. What one sender sends to one receiver arrives in
// that order; nothing is promised across senders.
type Sender interface {
	// Send gives msg to a process. It never waits. A nil error does not mean
	// that msg was or will be handled: a process that is gone gets nothing, and
	// that is no error.
	Send(to PID, msg any) error
	// SendName is Send to the process that has this name here. If there is none,
	// the error wraps ErrNotRegistered.
	SendName(name string, msg any) error
	// Call sends a request and waits for its reply, as long as ctx. It fails
	// with a *CallError when there will be none, and with the error that the
	// receiver replied otherwise.
	Call(ctx context.Context, to PID, request any) (any, error)
	// System is where the sender lives.
	System() *System
}

var (
	_ Sender = (*Process)(nil)
	_ Sender = (*System)(nil)
)

// Send gives msg to a process; see [Sender].
func (p *Process) Send(to PID, msg any) error {
	if err := p.mayQueue(); err != nil {
		return err
	}
	p.sys.deliver(p.sys.local(to), msg, p)
	return nil
}

// SendName gives msg to the process with this name; see [Sender].
func (p *Process) SendName(name string, msg any) error {
	if err := p.mayQueue(); err != nil {
		return err
	}
	return p.sys.sendName(name, msg, p)
}

// Send gives msg to a process; see [Sender].
func (s *System) Send(to PID, msg any) error {
	s.deliver(s.local(to), msg, nil)
	return nil
}

// SendName gives msg to the process with this name; see [Sender].
func (s *System) SendName(name string, msg any) error { return s.sendName(name, msg, nil) }

func (s *System) sendName(name string, msg any, by *Process) error {
	q := s.names.find(name)
	if q == nil {
		return fmt.Errorf("send to %q: %w", name, ErrNotRegistered)
	}
	s.deliver(q, msg, by)
	return nil
}

// deliver puts a message into a mailbox, or counts it as lost.
func (s *System) deliver(q *Process, msg any, by *Process) {
	if q == nil || !q.put(msg, by) {
		s.deadLetter(msg)
	}
}

// mayQueue unwinds a process that has to leave, or says that it already is on
// its way.
func (p *Process) mayQueue() error {
	if p.leaving() {
		if p.own().unwinding {
			return ErrExiting
		}
		p.unwind()
	}
	return nil
}

// put queues a message and wakes the process if it waits. It never waits
// itself. False: the process is gone, or its sender (by) was killed.
func (p *Process) put(msg any, by *Process) bool {
	switch p.mailbox.put(msg, by) {
	case wakeWith:
		p.wake(msg)
	case crowded:
		if by != nil {
			runtime.Gosched()
		}
	case wakeOnly:
		p.wake(nothing)
	case refused:
		return false
	}
	return true
}

// wake hands a message, or nothing, to a process that was parked. Whoever
// cleared the parked bit calls it.
func (p *Process) wake(msg any) {
	if p.handler != nil && !p.attended {
		p.sys.pool.start(p, msg)
		return
	}
	p.mailbox.wakec <- msg // has room: one wake-up for one parking
}
