package actor

import (
	"sync"
	"time"
)

// A seat is where a goroutine waits for a wake-up, which may hand it a value past
// any queue. Exactly one other goroutine owes it the wake-up.
//
// It is a condition variable whose lock is the goroutine's right to run. L is the
// sitter. L.Unlock makes others owe the wake-up: a process parks, a worker enters
// the pool, a caller sends its request. Wait takes its ticket before that, so
// that no wake-up comes too early, and each ticket gets exactly one. A channel
// would do, but touches more memory, is two more objects to allocate and free,
// and wakes later, which is a good part of the cost of a hand-over.
type seat struct {
	order
	sync.Cond
	handed any // written by the waker, then read by the goroutine it wakes
}

// give wakes the sitter and hands it raw.
func (s *seat) give(raw any) {
	s.handed = raw
	s.wake()
}

func (s *seat) wake() {
	s.release()
	s.Signal()
}

// leave returns the value handed to the sitter.
func (s *seat) leave() (raw any) {
	raw, s.handed = s.handed, nil
	return raw
}

// A sitter is a process at its seat.
type sitter Process

// Unlock parks: whoever clears the parked bit owes the wake-up.
func (i *sitter) Unlock() {
	if p := (*Process)(i); !p.park() {
		p.mailbox.seat.give(nothing)
	}
}

// Lock is called by Wait after the wake-up, which conveyed the right to run.
func (i *sitter) Lock() { i.mailbox.seat.acquire() }

// An impatient process sits until an alarm goes off. The alarm is set once the
// process has parked: an alarm set earlier could find nobody to wake, and be
// lost.
type impatient struct {
	*sitter
	deadline time.Time
	alarm    *time.Timer
}

func (i *impatient) Unlock() {
	i.sitter.Unlock()
	p := (*Process)(i.sitter)
	i.alarm = time.AfterFunc(time.Until(i.deadline), func() {
		if p.mailbox.unpark() { // a late alarm ends another wait, which then starts again
			p.wake(nothing)
		}
	})
}

// seat returns the process's seat, made when it first waits.
func (p *Process) seat() *seat {
	if p.mailbox.seat == nil {
		p.mailbox.seat = &seat{Cond: sync.Cond{L: (*sitter)(p)}}
	}
	return p.mailbox.seat
}
