package actor

import (
	"errors"
	"slices"
)

// ErrFull says that a bounded mailbox had no room for a message.
var ErrFull = errors.New("mailbox is full")

// A Policy says what happens to a message for which a bounded mailbox has no
// room. Whatever it is, exits, downs and timers always have room, and a kill
// needs none.
type Policy uint8

const (
	// Block: Send fails with ErrFull, SendContext and Call wait for room.
	Block Policy = iota
	// Refuse: Send, SendContext and Call fail with ErrFull.
	Refuse
	// DropOldest: the oldest message makes room, unless a selective receive has put
	// it aside; it counts as a dead letter. If it was a call, that fails with
	// ErrFull.
	DropOldest
)

// Bounded gives the process a mailbox that holds n messages at most; n must be
// positive. Without it, a mailbox holds what is sent.
func Bounded(n int, policy Policy) Option {
	if n <= 0 {
		panic("actor: a mailbox needs a positive bound")
	}
	return func(s *spawning) { s.bound = &bound{limit: n, policy: policy} }
}

// bound is what a mailbox needs beyond its queue to be bounded. The mailbox's
// lock guards it. A message counts until it is received, also while a selective
// receive has put it aside.
type bound struct {
	limit   int
	policy  Policy
	count   int           // messages not received
	drop    func(raw any) // told of what is dropped; does not use the mailbox
	waiting []waiter      // for room, in order; only while there is none
}

// A waiter is a message that waits for room.
type waiter struct {
	raw  any
	by   *Process // nil: code outside processes
	turn *call    // answered when the message is queued; nil if raw is a call
}

// limit bounds the mailbox, before anybody can send.
func (b *mailbox) limit(to bound) {
	b.bound = &to
	b.word.Or(boundBit)
}

// bounded tells whether there is a bound. Anyone may call it.
func (b *mailbox) bounded() bool { return b.word.Load()&boundBit != 0 }

// putBounded is put for a bounded mailbox: it hands nothing over.
func (b *mailbox) putBounded(raw any, by *Process) wakeup {
	w := b.lock()
	if w&closedBit != 0 || by != nil && by.killed() {
		b.word.Store(w)
		return refused
	}
	dropped := nothing
	if !b.roomFor(raw) {
		// A dead letter drops nothing: that would be a dead letter in its turn.
		if _, dead := raw.(DeadLetter); b.bound.policy == DropOldest && !dead {
			dropped = b.dropOldest()
		}
		if dropped == nothing {
			b.word.Store(w)
			return full
		}
	}
	left := b.push(raw)
	b.bound.count++
	if w&parkedBit != 0 {
		left = wakeOnly
	}
	b.word.Store(w&^parkedBit | filledBit)
	if dropped != nothing {
		b.bound.drop(dropped)
	}
	return left
}

// roomFor tells whether a message may be queued now. The mailbox is locked.
func (b *mailbox) roomFor(raw any) bool {
	return !limited(raw) || b.bound.count < b.bound.limit
}

// limited tells whether a message is one that bounds are for.
func limited(raw any) bool {
	switch raw.(type) {
	case Exit, Started:
		return false
	}
	e, ours := raw.(*entry)
	return !ours || e.call != nil
}

// dropOldest takes the oldest message that is limited out of the queue: nothing,
// if all that is queued always has room, or was put aside.
func (b *mailbox) dropOldest() any {
	start := b.pos
	for l := b.first; l != nil; l = l.next {
		for i := start; i < len(l.msgs); i++ {
			if raw := l.msgs[i]; limited(raw) {
				l.msgs = slices.Delete(l.msgs, i, i+1)
				b.bound.count--
				return raw
			}
		}
		start = 0
	}
	return nothing
}

// takeBounded is take for a bounded mailbox. b.pos is the next message of
// b.first.
func (b *mailbox) takeBounded() (raw any, ok bool) {
	if b.word.Load()&filledBit == 0 {
		return nil, false
	}
	w := b.lock()
	for b.first != nil && b.pos == len(b.first.msgs) {
		b.first, b.pos = b.first.next, 0
	}
	if b.first == nil {
		b.last = nil
		b.word.Store(w &^ filledBit)
		return nil, false
	}
	raw, b.first.msgs[b.pos] = b.first.msgs[b.pos], nil
	b.pos++
	b.taken.Add(1)
	b.word.Store(w)
	return raw, true
}

// uncount makes room for the next message when one is received.
func (b *mailbox) uncount() {
	w := b.lock()
	b.bound.count--
	if b.admit() {
		w |= filledBit
	}
	b.word.Store(w)
}

// lengthBounded is length for a bounded mailbox.
func (b *mailbox) lengthBounded() int {
	w := b.lock()
	defer b.word.Store(w)
	return b.bound.count
}

// admit queues the messages that waited and have room now, and tells whether
// there were any. The mailbox is locked.
func (b *mailbox) admit() (some bool) {
	for len(b.bound.waiting) > 0 && b.roomFor(b.bound.waiting[0].raw) {
		next := b.bound.waiting[0]
		b.bound.waiting[0] = waiter{}
		b.bound.waiting = b.bound.waiting[1:]
		if next.by == nil || !next.by.killed() {
			b.push(next.raw)
			b.bound.count++
			some = true
		}
		if next.turn != nil {
			next.turn.request().Reply(nil, nil)
		}
	}
	return some
}

// putOrWait is put, but has the message wait for room where the policy is to.
// True: it waits.
func (b *mailbox) putOrWait(m waiter) (left wakeup, waits bool) {
	for {
		left = b.put(m.raw, m.by)
		if left != full || b.bound.policy != Block {
			return left, false
		}
		w := b.lock()
		waits = w&closedBit == 0 && !b.roomFor(m.raw)
		if waits {
			b.bound.waiting = append(b.bound.waiting, m)
		}
		b.word.Store(w)
		if waits {
			return queued, true
		}
	}
}

// withdraw takes a message back that waits for room. False: it does not, it was
// queued, or the process is gone.
func (b *mailbox) withdraw(raw any, turn *call) bool {
	w := b.lock()
	defer b.word.Store(w)
	i := slices.IndexFunc(b.bound.waiting, func(m waiter) bool {
		return m.turn == turn && (turn != nil || m.raw == raw)
	})
	if i < 0 {
		return false
	}
	b.bound.waiting = slices.Delete(b.bound.waiting, i, i+1)
	return true
}

// release lets those who wait for room go, for the mailbox is closed: their
// messages are handed to drop.
func (b *mailbox) release() {
	if !b.bounded() {
		return
	}
	w := b.lock()
	waiting := b.bound.waiting
	b.bound.waiting = nil
	b.word.Store(w)
	for _, m := range waiting {
		b.bound.drop(m.raw)
		if m.turn != nil {
			m.turn.request().Reply(nil, nil)
		}
	}
}

// dropped is told of each message that the mailbox dropped.
func (p *Process) dropped(raw any) {
	if e, ok := raw.(*entry); ok {
		if e.call.done != nil {
			go e.call.fail(ErrFull) // it takes the process's lock, and the mailbox's is held
			return
		}
		e.call.fail(ErrFull) // only calls are dropped, of ours
		return
	}
	p.sys.deadLetter(p.Self(), raw)
}
