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
	p.countAside()
	return raw, true
}

// putAside keeps a message, as it was queued, for a later receive.
func (p *Process) putAside(raw any) {
	o := p.own()
	o.skipped = append(o.skipped, raw)
	p.countAside()
}

// countAside lets others know how many messages are put aside.
func (p *Process) countAside() {
	p.mu.Lock()
	p.bond().aside = len(p.private.skipped)
	p.mu.Unlock()
}

// next waits for the next message of the mailbox, as it was queued.
func (p *Process) next() any {
	for {
		if p.mailbox.empty() && p.park() {
			raw := <-p.mailbox.wakec
			if p.woken(raw); raw != nothing {
				return raw
			}
		}
		if raw, ok := p.mailbox.take(); ok {
			return raw
		}
	}
}

// nextIn is next with patience. False: it ended first.
func (p *Process) nextIn(wait patience) (raw any, ok bool) {
	if wait.forever {
		return p.next(), true
	}
	for {
		if raw, ok := p.mailbox.take(); ok {
			return raw, true
		}
		if wait.deadline.IsZero() {
			return nil, false
		}
		if p.park() {
			raw, ok := p.waitUntil(wait.deadline)
			if p.woken(raw); raw != nothing || !ok {
				return raw, ok
			}
		}
	}
}

// park readies the process to wait for a wake-up. False: there is no need to,
// something is queued.
func (p *Process) park() bool {
	if p.mailbox.wakec == nil {
		p.mailbox.wakec = make(chan any, 1)
	}
	p.attended = true
	if p.mailbox.park() {
		if !p.leaving() || !p.mailbox.unpark() {
			return true
		}
	}
	p.attended = false
	p.checkpoint() // a closed mailbox can't be parked at
	return false
}

// waitUntil waits for the wake-up that the process is parked for. False: the
// deadline came first.
func (p *Process) waitUntil(deadline time.Time) (raw any, ok bool) {
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case raw = <-p.mailbox.wakec:
		return raw, true
	case <-timer.C:
	}
	if p.mailbox.unpark() {
		return nothing, false
	}
	return <-p.mailbox.wakec, true // somebody was just about to wake it
}

// woken is what the process does first after a wake-up that brought raw.
func (p *Process) woken(raw any) {
	p.attended = false
	if p.leaving() {
		p.lost(raw)
	}
}

// lost unwinds a process that was woken to leave.
//
//go:noinline
func (p *Process) lost(raw any) { // so that woken is inlined
	p.sys.deadLetter(p.Self(), raw)
	p.unwind()
}
