package actor

import "time"

// Forever is how long to wait when there is no reason to stop.
const Forever time.Duration = -1

// Receive waits for the next message. Besides what others sent, that may be an
// [Exit] (for a process that traps exits), a [Down] (for one that monitors) or a
// [Request] (for one that is called).
func (p *Process) Receive() any {
	msg, _ := p.ReceiveTimeout(Forever)
	return msg
}

// ReceiveTimeout waits for the next message no longer than d. It looks at what
// is queued first, so that 0 never waits and Forever always succeeds.
func (p *Process) ReceiveTimeout(d time.Duration) (msg any, ok bool) {
	p.checkpoint()
	if msg, ok := p.takeSkipped(); ok {
		return msg, true
	}
	return p.next(d)
}

// ReceiveMatch waits, no longer than d, for the first message that match
// accepts. The others stay, in order, for later receives. match must not use
// the process.
func (p *Process) ReceiveMatch(d time.Duration, match func(msg any) bool) (msg any, ok bool) {
	p.checkpoint()
	o := p.own()
	for i, msg := range o.skipped {
		if match(msg) {
			o.skipped = append(o.skipped[:i], o.skipped[i+1:]...)
			return msg, true
		}
	}
	start := time.Time{}
	if d > 0 {
		start = time.Now()
	}
	for left := d; ; {
		msg, ok := p.next(left)
		if !ok || match(msg) {
			return msg, ok
		}
		o.skipped = append(o.skipped, msg)
		if d > 0 {
			left = max(0, d-time.Since(start))
		}
	}
}

// ReceiveFor is [Process.ReceiveMatch] for the first message of type T.
func ReceiveFor[T any](p *Process, d time.Duration) (T, bool) {
	msg, ok := p.ReceiveMatch(d, func(msg any) bool { _, ok := msg.(T); return ok })
	t, _ := msg.(T)
	return t, ok
}

// takeSkipped is the oldest message put aside, if there is one.
func (p *Process) takeSkipped() (any, bool) {
	if p.private == nil || len(p.private.skipped) == 0 {
		return nil, false
	}
	o := p.private
	msg := o.skipped[0]
	o.skipped[0] = nil
	if o.skipped = o.skipped[1:]; len(o.skipped) == 0 {
		o.skipped = nil
	}
	return msg, true
}

// next waits for the next message of the mailbox.
func (p *Process) next(d time.Duration) (any, bool) {
	if d > 0 {
		return p.nextBefore(time.Now().Add(d))
	}
	for {
		msg, ok := p.mailbox.take()
		if !ok {
			if d == 0 {
				return nil, false
			}
			msg, _ = p.park(nil)
		}
		if msg, ok = p.unwrap(msg); ok {
			return msg, true
		}
	}
}

// nextBefore is next with a deadline to come.
func (p *Process) nextBefore(deadline time.Time) (any, bool) {
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	for {
		msg, ok := p.mailbox.take()
		if !ok {
			if msg, ok = p.park(timer.C); !ok {
				return nil, false
			}
		}
		if msg, ok = p.unwrap(msg); ok {
			return msg, true
		}
	}
}

// park waits until somebody wakes the process: with a message, or with nothing
// because one is queued. False: timeout came first.
func (p *Process) park(timeout <-chan time.Time) (msg any, ok bool) {
	if p.mailbox.wakec == nil {
		p.mailbox.wakec = make(chan any, 1)
	}
	p.attended = true
	if !p.mailbox.park() {
		p.attended = false
		p.checkpoint() // a mailbox that was closed can't be parked at
		return nothing, true
	}
	if p.leaving() && p.mailbox.unpark() {
		p.attended = false
		p.unwind()
	}
	ok = true
	if timeout == nil {
		msg = <-p.mailbox.wakec
	} else {
		select {
		case msg = <-p.mailbox.wakec:
		case <-timeout:
			if ok = !p.mailbox.unpark(); ok {
				msg = <-p.mailbox.wakec // somebody was just about to wake it
			}
		}
	}
	p.attended = false
	if p.leaving() {
		if msg != nothing && ok {
			p.sys.deadLetter(msg)
		}
		p.unwind()
	}
	return msg, ok
}

// unwrap turns what was queued into what is received. False: nothing is.
func (p *Process) unwrap(queued any) (msg any, ok bool) {
	switch m := queued.(type) {
	case *call:
		if p.handler == nil || p.attended {
			return m.request(), true
		}
	case *token:
		return nil, false
	case *notice:
		p.mu.Lock()
		_, ok = p.bonds.unwatch(m.down.Ref)
		p.mu.Unlock()
		return m.down, ok
	case *Timer:
		return m.msg, m.receive()
	}
	return queued, true
}
