package actor

import (
	"sync"
	"time"
)

// A seat is where a goroutine waits to be woken by the one who owes it that, and
// who may hand it something, past any queue.
//
// It is a condition variable with the goroutine's right to run for its lock. L is
// who sits there. Its Unlock makes others owe the wake-up: a process parks, a
// worker goes into the pool, a caller asks. Wait takes its turn before, so that no
// wake-up comes too early; and each turn gets exactly one. A channel does as well,
// but touches more memory, is two more objects to make and hand back, and wakes
// later; and of a message from hand to hand that is a good part.
type seat struct {
	order
	sync.Cond
	handed any // written by who owes the wake-up, then read by who is woken
}

// give wakes who sits here, and hands over raw.
func (s *seat) give(raw any) {
	s.handed = raw
	s.wake()
}

func (s *seat) wake() {
	s.release()
	s.Signal()
}

// leave is what was handed over to who sat here.
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

// Lock is called by Wait after the wake-up, which came with the right to run.
func (i *sitter) Lock() { i.mailbox.seat.acquire() }

// An impatient process sits until an alarm goes off. That is set when the process has
// parked: an alarm that finds nobody to wake wakes nobody later.
type impatient struct {
	*sitter
	deadline time.Time
	alarm    *time.Timer
}

func (i *impatient) Unlock() {
	i.sitter.Unlock()
	p := (*Process)(i.sitter)
	i.alarm = time.AfterFunc(time.Until(i.deadline), func() {
		if p.mailbox.unpark() { // one that is late ends another wait, which begins again
			p.wake(nothing)
		}
	})
}

// seat is the process's seat, made when it first waits.
func (p *Process) seat() *seat {
	if p.mailbox.seat == nil {
		p.mailbox.seat = &seat{Cond: sync.Cond{L: (*sitter)(p)}}
	}
	return p.mailbox.seat
}
