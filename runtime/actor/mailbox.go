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

	wakec chan any // where a wake-up finds the parked goroutine; made by the process

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

	statusBits = 1<<8 - 1
	oneHanded  = 1 << 8
)

// A batch is a stretch of the queue.
type batch struct {
	msgs []any
	next *batch
	done *batch // an empty one to give back together with this one
}

// large tells whether a batch is counted as taken when it is done, not message
// by message: a process that is behind has other things to do.
func (l *batch) large() bool { return len(l.msgs) > smallBatch }

const (
	smallBatch = 8   // of a process that keeps up
	largeBatch = 256 // of one that is behind
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

// put queues msg, or says that the process waits for it. A sender that was
// killed is refused, so that nothing of it follows the news of its death: that
// comes through here as well, after the killed bit was set.
func (b *mailbox) put(msg any, by *Process) wakeup {
	for tries := 1; ; tries++ {
		w := b.word.Load()
		switch {
		case w&^filledBit&statusBits == 0:
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

// push appends to the list. The mailbox is locked.
func (b *mailbox) push(msg any) wakeup {
	if l := b.last; l != nil && len(l.msgs) < cap(l.msgs) {
		l.msgs = append(l.msgs, msg)
		return queued
	}
	left := queued
	if b.last != nil && cap(b.last.msgs) == largeBatch {
		left = crowded
	}
	l := b.extend()
	l.msgs = append(l.msgs, msg)
	return left
}

// extend adds an empty batch to the list.
func (b *mailbox) extend() *batch {
	fresh := b.spare
	switch {
	case fresh != nil:
		b.spare, fresh.next = fresh.next, nil
	case b.last == nil:
		fresh = &batch{msgs: make([]any, 0, smallBatch)}
	default:
		fresh = &batch{msgs: make([]any, 0, largeBatch)}
	}
	if b.last == nil {
		b.first = fresh
	} else {
		b.last.next = fresh
	}
	b.last = fresh
	return fresh
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

// turn goes to the next batch, and takes over the list if there is none. False:
// nothing is queued.
func (b *mailbox) turn() bool {
	done, behind := b.out, false
	if done != nil {
		if behind = done.large(); behind {
			b.taken.Store(b.taken.Load() + uint64(b.pos))
		}
		done.msgs, b.pos = done.msgs[:0], 0
		if next := done.next; next != nil {
			done.next, done.done = nil, nil
			next.done = done
			b.out = next
			return true
		}
	}
	if b.word.Load()&filledBit == 0 {
		if behind {
			b.giveBack()
		}
		return false
	}
	if behind {
		linger()
	}
	w := b.lock()
	b.turned += b.listed()
	b.out = b.first
	b.first, b.last = nil, nil
	if done != nil {
		done.next, done.done = done.done, nil
		b.spare = done
	}
	b.word.Store(w &^ filledBit)
	return true
}

// giveBack forgets the empty batches of a process that was behind and has caught
// up, so that an idle process is small again.
func (b *mailbox) giveBack() {
	b.out = nil
	w := b.lock()
	b.spare = nil
	b.word.Store(w)
}

// linger lets senders go on for about half a microsecond. A process that has just
// emptied a large batch and finds more is being flooded. If it came back at once
// for the first few messages, it and its senders would fight over each: on two
// cores that halves what gets through.
func linger() {
	for range 2000 {
	}
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

// park says that the process waits, unless something is queued or the mailbox
// is closed. Only the process calls it, after take found nothing. From true on,
// whoever clears the bit may be running a handler's process elsewhere.
func (b *mailbox) park() bool {
	for tries := 1; ; tries++ {
		w := b.word.Load()
		switch {
		case w&lockedBit != 0:
			pause(tries) // something is being queued
		case w&(filledBit|closedBit) != 0:
			return false
		case b.word.CompareAndSwap(w, w|parkedBit):
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

// listed counts the messages of the list. The mailbox is locked.
func (b *mailbox) listed() (n uint64) {
	for l := b.first; l != nil; l = l.next {
		n += uint64(len(l.msgs))
	}
	return n
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
