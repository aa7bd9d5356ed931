package actor

import (
	"runtime"
	"sync/atomic"
)

// mailbox is a process's queue: many goroutines put, only the process takes.
//
// One word holds its status and is its lock. Senders append to a list of batches
// under the lock. The process takes the whole list at once and then works through
// it alone, so that a message costs the sender one short lock and the process, on
// average, next to nothing. A process that finds the queue empty sets the parked
// bit and waits. A sender that clears the bit owes the process one wake-up, and
// hands its message over with it, past the queue.
//
// Order: messages from one sender are appended, or handed over, in the order it
// put them. Whatever follows a hand-over is queued behind it: a process parks
// only when it has taken everything, and takes the hand-over before it looks at
// the queue again.
type mailbox struct {
	word atomic.Uint64 // the status bits, and above them a count of hand-overs

	// Guarded by the lock bit.
	first, last *batch
	spare       *batch // empty batches to fill next; a list
	turned      uint64 // messages that the process ever took over

	seat *seat // where the process's goroutine waits; made by the process

	// Owned by the process.
	out   *batch        // taken from the queue
	pos   int           // index of the next message in out
	taken atomic.Uint64 // messages ever taken from the queue; others read it
	bound *bound        // nil: none
}

// The bits of a mailbox's word.
const (
	lockedBit = 1 << iota
	filledBit // the list is not empty
	parkedBit // the process waits; only ever set on an empty list
	closedBit // the process is gone: nothing more is queued
	boundBit  // the mailbox is bounded; never changes
	seatedBit // the waiting process has a goroutine; valid while parked

	statusBits = 1<<8 - 1
	oneHanded  = 1 << 8
)

// wakeup is what put leaves for its caller to do.
type wakeup uint8

const (
	queued   wakeup = iota // nothing
	crowded                // the process is behind by a large batch: yield to it
	wakeWith               // wake the process and give it the message
	wakeOnly               // wake the process
	refused                // the message was not taken: the process is gone
	full                   // the message was not taken: there is no room
)

// put queues msg, hands it to the goroutine waiting for it, or tells the caller
// that the process waits without a goroutine. A sender that was killed is
// refused, so that nothing it sends follows the news of its death: that news is
// put here as well, after the killed bit was set.
func (b *mailbox) put(msg any, by *Process) wakeup {
	for tries := 1; ; tries++ {
		w := b.word.Load()
		switch {
		case w&^(filledBit|seatedBit)&statusBits == 0:
			if !b.word.CompareAndSwap(w, w|lockedBit) {
				continue
			}
			if by != nil && by.killed() {
				b.word.Store(w)
				return refused
			}
			left := b.push(msg)
			b.word.Store(w | filledBit)
			return left
		case w&lockedBit != 0:
			pause(tries)
		case w&closedBit != 0:
			return refused
		case w&boundBit != 0:
			return b.putBounded(msg, by)
		case w&parkedBit != 0:
			if !b.word.CompareAndSwap(w, w&^parkedBit+oneHanded) {
				continue
			}
			if by != nil && by.killed() {
				msg = nothing
			}
			if w&seatedBit != 0 {
				b.seat.give(msg)
				return queued
			}
			if msg == nothing {
				return wakeOnly
			}
			return wakeWith
		}
	}
}

// pause waits for a lock that another goroutine holds: for some nanoseconds,
// unless the holder was preempted. It waits longer each time and touches nothing
// meanwhile, as reading the word would take it away from the core that is using
// it.
func pause(tries int) {
	for range 32 << min(tries, 6) {
	}
	if tries%16 == 0 {
		runtime.Gosched()
	}
}

// empty reports whether the process has taken everything it took over, and has no
// large batch to give back. Only the process calls it.
func (b *mailbox) empty() bool {
	return b.out == nil || b.pos == len(b.out.msgs) && b.out.next == nil && !b.out.large()
}

// take returns the next message, if one is queued. Only the process calls it.
func (b *mailbox) take() (msg any, ok bool) {
	if b.bound != nil {
		return b.takeBounded()
	}
	if b.out == nil || b.pos == len(b.out.msgs) {
		if !b.turn() {
			return nil, false
		}
	}
	msg = b.out.msgs[b.pos]
	b.out.msgs[b.pos] = nil
	b.pos++
	if !b.out.large() {
		b.taken.Store(b.taken.Load() + 1)
	}
	return msg, true
}

// lock takes the lock and returns the other bits; storing them releases it.
func (b *mailbox) lock() uint64 {
	for tries := 1; ; tries++ {
		w := b.word.Load()
		if w&lockedBit == 0 && b.word.CompareAndSwap(w, w|lockedBit) {
			return w
		}
		pause(tries)
	}
}

// park marks the process as waiting, with a goroutine or without. It reports
// false if something is queued or the mailbox is closed. Only the process calls
// it, after take found nothing. Once it returns true, whoever clears the bit may
// be running the handler's process elsewhere.
func (b *mailbox) park(how uint64) bool {
	for tries := 1; ; tries++ {
		w := b.word.Load()
		switch {
		case w&lockedBit != 0:
			pause(tries) // something is being queued
		case w&(filledBit|closedBit) != 0:
			return false
		case b.word.CompareAndSwap(w, w&^seatedBit|how):
			return true
		}
	}
}

// unpark clears the parked bit. A caller that gets true owes the wake-up. Any
// goroutine may call it.
func (b *mailbox) unpark() bool {
	for tries := 1; ; tries++ {
		w := b.word.Load()
		switch {
		case w&parkedBit == 0:
			return false
		case w&lockedBit != 0:
			pause(tries)
		case b.word.CompareAndSwap(w, w&^parkedBit):
			return true
		}
	}
}

// close refuses all messages from now on. Any goroutine may call it.
func (b *mailbox) close() {
	w := b.lock()
	b.word.Store(w | closedBit)
}

// length returns the number of messages not yet taken. Any goroutine may call it.
func (b *mailbox) length() int {
	if b.bounded() {
		return b.lengthBounded()
	}
	w := b.lock()
	n := b.listed() + b.turned - b.taken.Load()
	b.word.Store(w)
	return int(n)
}

// received returns the number of messages ever received. Any goroutine may call
// it.
func (b *mailbox) received() uint64 { return b.taken.Load() + b.word.Load()/oneHanded }

// parked reports whether the process waits for a message. Any goroutine may call
// it.
func (b *mailbox) parked() bool { return b.word.Load()&parkedBit != 0 }
