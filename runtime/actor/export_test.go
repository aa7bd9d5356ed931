package actor

// A Bond counts what ties a process to others, or zero if it is gone.
type Bond struct{ Links, Watching, Watchers, Calls, Names, Timers int }

// BondsOf looks into a process.
func BondsOf(s *System, pid PID) (n Bond) {
	p := s.local(pid)
	if p == nil {
		return n
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.bonds; b != nil {
		for c := b.calls; c != nil; c = c.next {
			n.Calls++
		}
		n.Links, n.Watching, n.Watchers = len(b.links), len(b.watching), len(b.watchers)
		n.Names, n.Timers = len(b.names), len(b.timers)
	}
	return n
}
