package actor

// A Handler is a process that reacts: the system calls it with one message
// after the other, in order, never two at a time. While there is none it costs
// some memory and no goroutine. A handler may do whatever a process may: send,
// call others, wait, even receive.
//
// It may also be an [Initializer], a [CallHandler] and a [Terminator].
type Handler interface {
	// Handle handles a message. The process goes on when it returns nil and
	// exits for the error it returns otherwise, Normal among them.
	Handle(p *Process, msg any) error
}

// An Initializer is run first in the new process, before any message. If it
// fails, the process exits for that error, but for [ErrNotYet].
type Initializer interface {
	Init(p *Process) error
}

// A CallHandler answers calls. A Handler that is none refuses them with
// [ErrNoCalls].
type CallHandler interface {
	// HandleCall handles a request. It answers by r.Reply, now or later, itself
	// or through others. What it returns is as for Handle.
	HandleCall(p *Process, r Request) error
}

// A Terminator is called when the process exits on its own account: because it
// returned a reason, or panicked. It is not called when Init failed, nor when the
// process is made to exit from outside; a process that wants to clean up then
// traps exits.
type Terminator interface {
	Terminate(p *Process, reason error)
}

// attend runs a handler that has just been woken with this message, until the
// process is idle or has to end. Once it is idle, it may be running elsewhere.
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

// handle handles one message, as it was queued.
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

// takeOrIdle is the handler's next message, as it was queued; false when it is
// idle. Then the process must not be touched any more.
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
				p.wake(nothing) // whoever made it leave found it not parked yet
			}
			return nil, false
		}
		if p.leaving() {
			return nothing, true // a closed mailbox can't be parked at
		}
	}
}
