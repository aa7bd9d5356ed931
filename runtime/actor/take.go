package actor

import "time"

// A patience is how long a receive waits.
type patience struct {
	forever  bool
	deadline time.Time // zero: not at all
}

func until(d time.Duration) patience {
	switch {
	case d < 0:
		return patience{forever: true}
	case d == 0:
		return patience{}
	}
	return patience{deadline: time.Now().Add(d)}
}

// takeSkipped is the oldest message put aside, as it was queued, if there is
// one.
func (p *Process) takeSkipped() (raw any, ok bool) {
	o := p.private
	if o == nil || len(o.skipped) == 0 {
		return nil, false
	}
	raw, o.skipped[0] = o.skipped[0], nil
	if o.skipped = o.skipped[1:]; len(o.skipped) == 0 {
		o.skipped = nil
	}
	return raw, true
}

// next waits for the next message of the mailbox, as it was queued.
func (p *Process) next(wait patience) (raw any, ok bool) {
	for {
		if raw, ok = p.mailbox.take(); ok {
			return raw, true
		}
		switch {
		case wait.forever:
			raw, ok = p.park(nil)
		case wait.deadline.IsZero():
			return nil, false
		default:
			raw, ok = p.parkUntil(wait.deadline)
		}
		if !ok || raw != nothing {
			return raw, ok
		}
	}
}

func (p *Process) parkUntil(deadline time.Time) (raw any, ok bool) {
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	return p.park(timer.C)
}

// park waits until somebody wakes the process: with a message, or with nothing
// because one is queued. False: timeout came first.
func (p *Process) park(timeout <-chan time.Time) (raw any, ok bool) {
	if p.mailbox.wakec == nil {
		p.mailbox.wakec = make(chan any, 1)
	}
	p.attended = true
	if !p.mailbox.park() {
		p.attended = false
		p.checkpoint() // a closed mailbox can't be parked at
		return nothing, true
	}
	if p.leaving() && p.mailbox.unpark() {
		p.attended = false
		p.unwind()
	}
	ok = true
	if timeout == nil {
		raw = <-p.mailbox.wakec
	} else {
		select {
		case raw = <-p.mailbox.wakec:
		case <-timeout:
			if ok = !p.mailbox.unpark(); ok {
				raw = <-p.mailbox.wakec // somebody was just about to wake it
			}
		}
	}
	p.attended = false
	if p.leaving() {
		p.sys.deadLetter(p.Self(), raw)
		p.unwind()
	}
	return raw, ok
}

// open turns a message, as it was queued, into what the process receives. False:
// it came to nothing meanwhile.
func (p *Process) open(raw any) (msg any, ok bool) {
	switch m := raw.(type) {
	case *token:
		return nil, false
	case *notice:
		p.mu.Lock()
		_, ok = p.bonds.unwatch(m.down.Ref)
		p.mu.Unlock()
		return m.down, ok
	case tick:
		return m.msg, m.receive()
	case *call:
		return m.request(), true
	}
	return raw, true
}

// face is what open would turn a message into, without doing it.
func face(raw any) any {
	switch m := raw.(type) {
	case *notice:
		return m.down
	case tick:
		return m.msg
	case *call:
		return m.request()
	}
	return raw
}
