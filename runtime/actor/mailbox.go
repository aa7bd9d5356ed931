package actor

import (
	"runtime"
	"sync/atomic"
)

// mailbox is a process's queue: many put, its process alone takes. It is a list
// of segments whose slots are claimed by counting up. Two bits of the last
// segment's count say more:
//
//   - parked: the process has taken everything and waits. A sender that clears
//     the bit owes the process one wake-up and may give its message along with
//     it, past the queue.
//   - closed: the process is gone. Nothing more is queued.
//
// Order: one sender's messages are claimed, or handed over, in the order it put
// them; what follows a hand-over is queued behind it, for the process was
// parked and comes back to the queue only after it took the hand-over.
type mailbox struct {
	tail atomic.Pointer[segment] // where senders start; may lag behind the last
	head *segment                // where the process takes; its own
	pos  uint32                  // the next slot of head; its own
}

type segment struct {
	claimed atomic.Uint32 // slots given out, may run past the end; and the two bits
	next    atomic.Pointer[segment]
	slots   []slot
}

type slot struct {
	msg   any
	ready atomic.Bool // msg is there
}

const (
	parkedBit = 1 << 31
	closedBit = 1 << 30
	countMask = closedBit - 1

	firstSlots = 2  // an idle process stays small
	smallSlots = 8  // the process caught up: expect little
	largeSlots = 64 // it is behind: fewer, larger segments
)

// firstSegment keeps the first slots in the segment's own allocation.
type firstSegment struct {
	segment
	array [firstSlots]slot
}

// A token stands where a message could.
type token struct{ _ byte }

var (
	nothing any = new(token) // a wake-up with no message of its own
	void    any = new(token) // fills a slot that was claimed after the mailbox closed
)

// open readies the mailbox, with its process parked or not.
func (b *mailbox) open(parked bool) {
	f := new(firstSegment)
	f.slots = f.array[:]
	if parked {
		f.claimed.Store(parkedBit)
	}
	b.head = &f.segment
	b.tail.Store(b.head)
}

// wakeup is what put leaves to do.
type wakeup uint8

const (
	queued   wakeup = iota // nothing
	wakeWith               // wake the process and give it the message
	wakeOnly               // wake the process; the message is queued
	refused                // the mailbox is closed: the message is not taken
)

// put queues msg, or says that the process waits for it.
func (b *mailbox) put(msg any) wakeup {
	s := b.tail.Load()
	for {
		w := s.claimed.Load()
		switch {
		case w&closedBit != 0:
			return refused
		case w&parkedBit != 0:
			if s.claimed.CompareAndSwap(w, w&^parkedBit) {
				return wakeWith
			}
			continue
		case w < uint32(len(s.slots)):
			w = s.claimed.Add(1)
			if i := w&countMask - 1; i < uint32(len(s.slots)) {
				if w&closedBit != 0 {
					msg = void // too late, but the slot is ours to fill
				}
				s.slots[i].msg = msg
				s.slots[i].ready.Store(true)
				if msg == void {
					return refused
				}
				if s.unpark() {
					return wakeOnly // it parked while we claimed
				}
				return queued
			}
		}
		n := s.following(largeSlots)
		b.tail.CompareAndSwap(s, n)
		s = n
	}
}

// following is the segment after s, made with n slots if there is none.
func (s *segment) following(n int) *segment {
	if next := s.next.Load(); next != nil {
		return next
	}
	fresh := &segment{slots: make([]slot, n)}
	if s.next.CompareAndSwap(nil, fresh) {
		return fresh
	}
	return s.next.Load()
}

// unpark clears the parked bit. Whoever is told true owes the wake-up.
func (s *segment) unpark() bool {
	for {
		w := s.claimed.Load()
		if w&parkedBit == 0 {
			return false
		}
		if s.claimed.CompareAndSwap(w, w&^parkedBit) {
			return true
		}
	}
}

// take is the next message, if one is queued. Only the process calls it.
func (b *mailbox) take() (msg any, ok bool) {
	for {
		if b.pos == uint32(len(b.head.slots)) {
			b.head, b.pos = b.head.following(smallSlots), 0
		}
		s := &b.head.slots[b.pos]
		if s.ready.Load() {
			msg, s.msg = s.msg, nil
			b.pos++
			return msg, true
		}
		if b.head.claimed.Load()&countMask == b.pos {
			return nil, false
		}
		runtime.Gosched() // claimed: its sender is between two instructions
	}
}

// park says that the process waits, unless something is queued. Only the
// process calls it, after take found nothing. From true on, somebody else may
// own the process: see wakeup.
func (b *mailbox) park() (*segment, bool) {
	s := b.head
	return s, s.claimed.CompareAndSwap(b.pos, b.pos|parkedBit)
}

// interrupt clears the parked bit wherever it is. Whoever is told true owes the
// wake-up. Anyone may call it.
func (b *mailbox) interrupt() bool {
	for s := b.tail.Load(); s != nil; s = s.next.Load() {
		if s.unpark() {
			return true
		}
	}
	return false
}

// close refuses everything from now on. Anyone may call it, once.
func (b *mailbox) close() {
	for s := b.tail.Load(); ; s = s.following(smallSlots) {
		if s.claimed.Or(closedBit)&countMask < uint32(len(s.slots)) {
			return
		}
	}
}

// drain empties a closed mailbox. Only the process calls it.
func (b *mailbox) drain(drop func(msg any)) {
	for {
		msg, ok := b.take()
		if !ok {
			return
		}
		if msg != void {
			drop(msg)
		}
	}
}
