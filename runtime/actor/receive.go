package actor

import (
	"slices"
	"time"
)

// Forever is a timeout that never expires.
const Forever time.Duration = -1

// Receive waits for the next message. Besides what others sent, it may be an
// [Exit] (if the process traps exits), a [Down] (if it monitors) or a [Request]
// (if it is called).
func (p *Process) Receive() any {
	p.checkpoint()
	for {
		raw, ok := p.takeSkipped()
		switch {
		case ok:
		case p.mailbox.empty() && p.mailbox.word.Load()&filledBit == 0:
			// This is wait, inlined: the processor mispredicts every return through which
			// a goroutine comes back from a wait.
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

// ReceiveTimeout waits for the next message for at most d. It looks at the queue
// first, so a timeout of 0 never waits, and Forever always succeeds.
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

// ReceiveMatch waits, for at most d, for the first message that match accepts.
// The others stay, in order, for later receives. match must not use the process.
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
