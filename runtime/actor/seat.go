package actor

import "sync"

// A seat is where a process's goroutine waits for a message that is handed to it
// past the queue.
//
// It is a condition variable with the process's right to run for its lock: the
// process has that while it runs, lets go of it by parking, and gets it back from
// whoever clears the parked bit and therefore owes it the one wake-up. Wait takes
// its turn before it unlocks, so that a wake-up can't come too early. A channel
// does as well, but touches more memory, is two more objects to make and hand
// back, and wakes later; and of a message from hand to hand that is a good part.
type seat struct {
	sync.Cond // its L is the seat
	p         *Process
	handed    any // written by who wakes the process, read by the process
}

// seat is the process's seat, made when it first waits.
func (p *Process) seat() *seat {
	if p.mailbox.seat == nil {
		s := &seat{p: p}
		s.L = s
		p.mailbox.seat = s
	}
	return p.mailbox.seat
}

// Unlock is called by Wait when a wake-up would not be missed any more.
func (s *seat) Unlock() {
	if !s.p.park() {
		s.give(nothing)
	}
}

// Lock is called by Wait after the wake-up, which came with the lock.
func (s *seat) Lock() {
	if raceDetector {
		s.p.mailbox.word.Load()
	}
}

// give wakes the process, which gets raw.
func (s *seat) give(raw any) {
	s.handed = raw
	if raceDetector {
		s.p.mailbox.word.Add(0)
	}
	s.Signal()
}

// leave is what was handed to the process that waited, which is here no more.
func (s *seat) leave() (raw any) {
	raw, s.handed = s.handed, nil
	return raw
}
