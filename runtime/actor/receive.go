package actor

import (
	"slices"
	"time"
)

// Forever is how long to wait when there is no reason to stop.
const Forever time.Duration = -1

// Receive waits for the next message. Besides what others sent, that may be an
// [Exit] (for a process that traps exits), a [Down] (for one that monitors) or a
// [Request] (for one that is called).
func (p *Process) Receive() any {
	p.checkpoint()
	for {
		raw, ok := p.takeSkipped()
		switch {
		case ok:
		case p.mailbox.empty() && p.mailbox.word.Load()&filledBit == 0:
			// As wait does, but not in a function: each return through which a
			// goroutine comes back from a wait is one the processor did not foresee.
			s := p.seat()
			s.Wait()
			raw = s.leave()
			if p.woken(raw); raw == nothing {
				continue
			}
		default:
			if raw, ok = p.mailbox.take(); !ok {
				continue
			}
		}
		if _, ours := raw.(*entry); !ours && p.mailbox.bound == nil {
			return raw
		}
		if msg, ok := p.open(raw); ok {
			return msg
		}
	}
}

// ReceiveTimeout waits for the next message no longer than d. It looks at what
// is queued first, so that 0 never waits and Forever always succeeds.
func (p *Process) ReceiveTimeout(d time.Duration) (msg any, ok bool) {
	p.checkpoint()
	for raw, ok := p.takeSkipped(); ok; raw, ok = p.takeSkipped() {
		if msg, ok := p.open(raw); ok {
			return msg, true
		}
	}
	for wait := until(d); ; {
		raw, ok := p.nextIn(wait)
		if !ok {
			return nil, false
		}
		if msg, ok = p.open(raw); ok {
			return msg, true
		}
	}
}

// ReceiveMatch waits, no longer than d, for the first message that match
// accepts. The others stay, in order, for later receives. match must not use
// the process.
func (p *Process) ReceiveMatch(d time.Duration, match func(msg any) bool) (msg any, ok bool) {
	p.checkpoint()
	o := p.own()
	for i := 0; i < len(o.skipped); i++ {
		raw := o.skipped[i]
		if !match(face(raw)) {
			continue
		}
		o.skipped = slices.Delete(o.skipped, i, i+1)
		p.countAside()
		if msg, ok := p.open(raw); ok {
			return msg, true
		}
		i--
	}
	for wait := until(d); ; {
		raw, ok := p.nextIn(wait)
		if !ok {
			return nil, false
		}
		if !match(face(raw)) {
			p.putAside(raw)
		} else if msg, ok := p.open(raw); ok {
			return msg, true
		}
	}
}

// ReceiveFor is [Process.ReceiveMatch] for the first message of type T.
func ReceiveFor[T any](p *Process, d time.Duration) (T, bool) {
	msg, ok := p.ReceiveMatch(d, func(msg any) bool { _, ok := msg.(T); return ok })
	t, _ := msg.(T)
	return t, ok
}
