package actor

import (
	"runtime"
	"sync/atomic"
)

// mailbox is a process's queue: many put, its process alone takes.
//
// One word says how it stands and is its lock. Senders append to a list of
// batches under the lock; the process takes the whole list at a time and then
// works through it alone, so that a message costs the sender one short lock and
// the process, on average, next to nothing. A process that finds nothing sets
// the parked bit and waits. A sender that clears the bit owes it one wake-up,
// and gives its message along with that, past the queue.
//
// Order: one sender's messages are appended, or handed over, in the order it put
// them; what follows a hand-over is queued behind it, for a process is parked
// only when it has taken everything, and takes the hand-over before it looks at
// the queue again.
type mailbox struct {
	word atomic.Uint64 // the bits, and above them a count of hand-overs

	// Guarded by the lock bit.
	first, last *batch
	spare       *batch // empty ones to be filled next; a list
	turned      uint64 // messages the process ever took over

	seat *seat // where a wake-up finds the goroutine; made by the process

	// The process's own.
	out   *batch        // taken from the queue
	pos   int           // the next message of out
	taken atomic.Uint64 // messages ever taken from the queue; others read it
	bound *bound        // nil: none
}

// The bits of a mailbox's word.
const (
	lockedBit = 1 << iota
	filledBit // the list is not empty
	parkedBit // the process waits; only ever set on an empty list
	closedBit // the process is gone: nothing more is queued
	boundBit  // there is a bound; never changes
	seatedBit // who waits has a goroutine; counts while the process does

	statusBits = 1<<8 - 1
	oneHanded  = 1 << 8
)

// wakeup is what put leaves to do.
type wakeup uint8

const (
	queued   wakeup = iota // nothing
	crowded                // the process is behind by a large batch: let it run
	wakeWith               // wake the process and give it the message
	wakeOnly               // wake the process
	refused                // the message was not taken: there is nobody to take it
	full                   // the message was not taken: there is no room
)

// put queues msg, or hands it to the goroutine that waits for it, or says that the
// process waits without one. A sender that was killed is refused, so that nothing
// of it follows the news of its death: that comes through here as well, after the
// killed bit was set.
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

// pause waits for a lock that somebody else holds: for some nanoseconds, unless
// he was preempted. It waits longer each time and touches nothing meanwhile, for
// looking at the word takes it away from the core that works with it.
func pause(tries int) {
	for range 32 << min(tries, 6) {
	}
	if tries%16 == 0 {
		runtime.Gosched()
	}
}

// empty tells whether the process has taken all that it took over, and has no
// large batch to give back. Only the process calls it.
func (b *mailbox) empty() bool {
	return b.out == nil || b.pos == len(b.out.msgs) && b.out.next == nil && !b.out.large()
}

// take is the next message, if one is queued. Only the process calls it.
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

// lock takes the lock and returns the other bits, to be stored to release it.
func (b *mailbox) lock() uint64 {
	for tries := 1; ; tries++ {
		w := b.word.Load()
		if w&lockedBit == 0 && b.word.CompareAndSwap(w, w|lockedBit) {
			return w
		}
		pause(tries)
	}
}

// park says that the process waits, with a goroutine or without, unless something
// is queued or the mailbox is closed. Only the process calls it, after take found nothing. From true on,
// whoever clears the bit may be running a handler's process elsewhere.
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

// unpark clears the parked bit. Whoever is told true owes the wake-up. Anyone
// may call it.
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

// close refuses everything from now on. Anyone may call it.
func (b *mailbox) close() {
	w := b.lock()
	b.word.Store(w | closedBit)
}

// length is how many messages are queued and not yet taken. Anyone may call it.
func (b *mailbox) length() int {
	if b.bounded() {
		return b.lengthBounded()
	}
	w := b.lock()
	n := b.listed() + b.turned - b.taken.Load()
	b.word.Store(w)
	return int(n)
}

// received is how many messages the process ever received. Anyone may call it.
func (b *mailbox) received() uint64 { return b.taken.Load() + b.word.Load()/oneHanded }

// parked tells whether the process waits for a message. Anyone may call it.
func (b *mailbox) parked() bool { return b.word.Load()&parkedBit != 0 }
