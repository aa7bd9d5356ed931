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

// takeSkipped returns the oldest queued message put aside, if there is one.
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

// putAside keeps a queued message for a later receive.
func (p *Process) putAside(raw any) {
	o := p.own()
	o.skipped = append(o.skipped, raw)
	p.countAside()
}

// countAside publishes the number of messages put aside.
func (p *Process) countAside() {
	p.mu.Lock()
	p.bond().aside = len(p.private.skipped)
	p.mu.Unlock()
}

// next waits for the next queued message of the mailbox.
func (p *Process) next() any {
	for {
		if raw, ok := p.mailbox.take(); ok {
			return raw
		}
		if raw := p.wait(); raw != nothing {
			return raw
		}
	}
}

// nextIn is next with patience. It reports false if that ran out first.
func (p *Process) nextIn(wait patience) (raw any, ok bool) {
	if wait.forever {
		return p.next(), true
	}
	for {
		if raw, ok := p.mailbox.take(); ok {
			return raw, true
		}
		if !time.Now().Before(wait.deadline) {
			return nil, false
		}
		if raw := p.waitUntil(wait.deadline); raw != nothing {
			return raw, true
		}
	}
}

// waitUntil is wait until the deadline.
func (p *Process) waitUntil(deadline time.Time) (raw any) {
	s := p.seat()
	i := &impatient{sitter: (*sitter)(p), deadline: deadline}
	s.L = i
	defer func() {
		i.alarm.Stop()
		s.L = i.sitter
	}()
	return p.wait()
}

// wait waits for a message to be handed over. If the message is nothing, the
// caller has to look at the queue.
func (p *Process) wait() (raw any) {
	s := p.seat()
	s.Wait()
	raw = s.leave()
	p.woken(raw)
	return raw
}

// park readies the process to wait for a wake-up. It reports false if it need not
// wait, as something is queued.
func (p *Process) park() bool {
	return p.mailbox.park(parkedBit|seatedBit) && (!p.leaving() || !p.mailbox.unpark())
}

// woken is what the process does first after a wake-up that brought raw.
func (p *Process) woken(raw any) {
	if p.leaving() {
		p.lost(raw)
	}
}

// lost unwinds a process that was woken to exit.
//
//go:noinline
func (p *Process) lost(raw any) { // so that woken is inlined
	p.sys.deadLetter(p.Self(), raw)
	p.unwind()
}
