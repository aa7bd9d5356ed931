package actor

import (
	"slices"
	"sync/atomic"
)

// A DeadLetter is a message that was sent but never received: its receiver was
// gone, exited before receiving it, or dropped it from a full mailbox.
type DeadLetter struct {
	To  PID
	Msg any
}

// deadLetters counts dead letters and lists the processes that watch for them.
type deadLetters struct {
	count    atomic.Uint64
	watchers atomic.Pointer[[]PID]
}

// DeadLetters returns the number of messages that were never received.
func (s *System) DeadLetters() uint64 { return s.dead.count.Load() }

// WatchDeadLetters makes this process receive every [DeadLetter] of the system
// from now on, for as long as it lives. A DeadLetter that can't be delivered to
// it does not become another one. Give a watcher a bounded mailbox.
func (p *Process) WatchDeadLetters() {
	p.checkpoint()
	p.sys.dead.change(func(watchers []PID) []PID {
		if slices.Contains(watchers, p.Self()) {
			return watchers
		}
		return append(slices.Clip(watchers), p.Self())
	})
}

// change replaces the list of watchers.
func (d *deadLetters) change(f func([]PID) []PID) {
	for {
		was := d.watchers.Load()
		var is []PID
		if was != nil {
			is = *was
		}
		is = f(is)
		if d.watchers.CompareAndSwap(was, &is) {
			return
		}
	}
}

// deadLetter records a queued message that will not be received, unless the
// runtime itself made it.
func (s *System) deadLetter(to PID, raw any) {
	switch raw.(type) {
	case *entry, *spawning, Exit, Started, DeadLetter:
		return
	}
	s.dead.count.Add(1)
	watchers := s.dead.watchers.Load()
	if watchers == nil {
		return
	}
	for _, pid := range *watchers {
		w := s.local(pid)
		if w == nil || w.put(DeadLetter{to, raw}, nil) == refused {
			s.dead.change(func(watchers []PID) []PID {
				return slices.DeleteFunc(slices.Clone(watchers), func(w PID) bool { return w == pid })
			})
		}
	}
}
