package actor

// A Handler is a process that reacts: the system calls it with one message after
// the other, in order, never two at a time. While there is no message it costs
// some memory and no goroutine. A handler may do whatever a process may: send,
// call others, wait, even receive.
//
// It may also be an [Initializer], a [CallHandler] and a [Terminator].
type Handler interface {
	// Handle handles a message. If it returns nil the process goes on. If it returns
	// an error, Normal included, the process exits with it.
	Handle(p *Process, msg any) error
}

// An Initializer runs first in the new process, before any message. If it fails,
// the process exits with that error, except for [ErrNotYet].
type Initializer interface {
	Init(p *Process) error
}

// A CallHandler answers calls. A Handler that is not a CallHandler refuses them
// with [ErrNoCalls].
type CallHandler interface {
	// HandleCall handles a request. It answers with r.Reply, now or later, itself or
	// through another process. Its result means the same as Handle's.
	HandleCall(p *Process, r Request) error
}

// A Terminator is called when the process exits of its own accord: it returned a
// reason, or panicked. It is not called if Init failed, nor if the process is
// made to exit from outside; a process that wants to clean up then has to trap
// exits.
type Terminator interface {
	Terminate(p *Process, reason error)
}

// attend runs a handler that was woken with this message, until the process is
// idle or has to end. An idle process may already be running elsewhere.
func (p *Process) attend(first any) (reason error, ended bool) {
	if o, ok := first.(*spawning); ok {
		reason = p.initialize(o)
	} else {
		reason = p.handle(first)
	}
	for reason == nil {
		msg, ok := p.takeOrIdle()
		if !ok {
			return nil, false
		}
		reason = p.handle(msg)
	}
	return reason, true
}

func (p *Process) initialize(o *spawning) error {
	if p.leaving() {
		return ErrExiting // killed already, or its name was taken
	}
	if h, ok := p.handler.(Initializer); ok {
		switch err := h.Init(p); {
		case err == ErrNotYet:
			p.inited = true
			p.own().coming = o
			return nil
		case err != nil:
			return err
		}
	}
	p.inited = true
	p.started(o)
	return nil
}

// handle handles one queued message.
func (p *Process) handle(raw any) error {
	if p.leaving() {
		p.sys.deadLetter(p.Self(), raw)
		return ErrExiting
	}
	if e, ok := raw.(*entry); ok && e.call != nil {
		if p.mailbox.bound != nil { // as open does
			p.mailbox.uncount()
		}
		return p.answer(e.call.request())
	}
	if msg, ok := p.open(raw); ok {
		return p.handler.Handle(p, msg)
	}
	return nil
}

func (p *Process) answer(r Request) error {
	if h, ok := p.handler.(CallHandler); ok {
		return h.HandleCall(p, r)
	}
	r.Reply(nil, ErrNoCalls)
	return nil
}

// takeOrIdle returns the handler's next queued message, or false once the process
// is idle: from then on the caller must not touch it.
func (p *Process) takeOrIdle() (any, bool) {
	for {
		if raw, ok := p.takeSkipped(); ok {
			return raw, true
		}
		if raw, ok := p.mailbox.take(); ok {
			return raw, true
		}
		if p.mailbox.park(parkedBit) {
			if p.leaving() && p.mailbox.unpark() {
				p.wake(nothing) // whoever made it exit had found it not parked yet
			}
			return nil, false
		}
		if p.leaving() {
			return nothing, true // a closed mailbox can't be parked at
		}
	}
}
