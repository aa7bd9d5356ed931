package actor

import (
	"errors"
	"slices"
)

// ErrFull is returned when a bounded mailbox had no room for a message.
var ErrFull = errors.New("mailbox is full")

// A Policy says what happens to a message for which a bounded mailbox has no
// room. Under any policy, Exit, Down and timer messages always have room, and a
// Kill needs none.
type Policy uint8

const (
	// Block: Send fails with ErrFull; SendContext and Call wait for room.
	Block Policy = iota
	// Refuse: Send, SendContext and Call fail with ErrFull.
	Refuse
	// DropOldest: the oldest message is dropped to make room, unless a selective
	// receive has put it aside. A dropped message counts as a dead letter; a dropped
	// call fails with ErrFull.
	DropOldest
)

// Bounded gives the process a mailbox that holds at most n messages; n must be
// positive. Without this option a mailbox has no limit.
func Bounded(n int, policy Policy) Option {
	if n <= 0 {
		panic("actor: a mailbox needs a positive bound")
	}
	return func(s *spawning) { s.bound = &bound{limit: n, policy: policy} }
}

// bound is the state that a bounded mailbox needs beyond its queue, guarded by
// the mailbox's lock. A message counts until it is received, even while a
// selective receive has put it aside.
type bound struct {
	limit   int
	policy  Policy
	count   int           // messages not yet received
	drop    func(raw any) // called with each dropped message; must not use the mailbox
	waiting []waiter      // messages waiting for room, in order; empty while there is room
}

// A waiter is a message that waits for room.
type waiter struct {
	raw  any
	by   *Process // nil: sent from outside processes
	turn *call    // answered when the message is queued; nil if raw is a call
}

// limit bounds the mailbox. It is called before anyone can send.
func (b *mailbox) limit(to bound) {
	b.bound = &to
	b.word.Or(boundBit)
}

// bounded reports whether the mailbox has a bound. Any goroutine may call it.
func (b *mailbox) bounded() bool { return b.word.Load()&boundBit != 0 }

// putBounded is put for a bounded mailbox. It never hands a message over past the
// queue.
func (b *mailbox) putBounded(raw any, by *Process) wakeup {
	w := b.lock()
	if w&closedBit != 0 || by != nil && by.killed() {
		b.word.Store(w)
		return refused
	}
	dropped := nothing
	if !b.roomFor(raw) {
		// A dead letter drops nothing, as that would make another dead letter.
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

// roomFor reports whether a message may be queued now. The caller holds the lock.
func (b *mailbox) roomFor(raw any) bool {
	return !limited(raw) || b.bound.count < b.bound.limit
}

// limited reports whether a message is subject to the bound.
func limited(raw any) bool {
	switch raw.(type) {
	case Exit, Started:
		return false
	}
	e, ours := raw.(*entry)
	return !ours || e.call != nil
}

// dropOldest removes the oldest limited message from the queue. It returns
// nothing if every queued message always has room, or was put aside.
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

// takeBounded is take for a bounded mailbox. b.pos is the index of the next
// message in b.first.
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

// uncount makes room for another message once one has been received.
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

// admit queues the waiting messages that now have room, and reports whether there
// were any. The caller holds the lock.
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

// putOrWait is put, except that the message waits for room if the policy is
// Block. It reports whether the message waits.
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

// withdraw takes back a message that waits for room. It reports false if the
// message was not waiting: it was queued, or the process is gone.
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

// release ends all waits for room because the mailbox is closed. The waiting
// messages go to drop.
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

// dropped is called with each message that the mailbox dropped.
func (p *Process) dropped(raw any) {
	if e, ok := raw.(*entry); ok {
		if e.call.done != nil {
			go e.call.fail(ErrFull) // fail takes the process's lock, and the mailbox's is held here
			return
		}
		e.call.fail(ErrFull) // of the runtime's own entries only calls are ever dropped
		return
	}
	p.sys.deadLetter(p.Self(), raw)
}
