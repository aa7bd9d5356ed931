package actor

import "fmt"

// Link links the two processes: when one exits, the other gets its exit signal,
// once. Two processes have at most one link; a second Link, or a Link to oneself,
// does nothing. If the other process is gone, a process that traps exits receives
// [Exit] with [NoProc]; any other gets an error that wraps it.
func (p *Process) Link(to PID) error {
	if to == p.Self() {
		return nil
	}
	p.checkpoint()
	if q := p.sys.local(to); q != nil && p.linkBoth(q) {
		p.checkpoint()
		return nil
	}
	if p.sys.away(to) {
		err := p.linkAway(to)
		p.checkpoint()
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bonds.linked(to) {
		return nil // it died just now; its exit signal is on the way
	}
	if !p.trap {
		return fmt.Errorf("link to %v: %w", to, NoProc)
	}
	p.put(Exit{to, NoProc}, nil)
	return nil
}

// linkBoth links both ends at once, never one alone. It reports false if q is
// dead.
func (p *Process) linkBoth(q *Process) bool {
	unlock := lockBoth(p, q)
	defer unlock()
	if p.dead || q.dead {
		return p.dead // p was killed, and will find out
	}
	p.bond().link(q.Self())
	q.bond().link(p.Self())
	return true
}

// Unlink removes the link, from either side. Once it has returned, the other's
// exit has no effect on this process, but an [Exit] that has already arrived may
// still be in the mailbox.
func (p *Process) Unlink(from PID) {
	p.checkpoint()
	if q := p.sys.local(from); q != nil && q != p {
		unlock := lockBoth(p, q)
		p.bonds.unlink(from)
		q.bonds.unlink(p.Self())
		unlock()
	} else if p.sys.away(from) {
		p.unlinkAway(from)
	} else {
		p.mu.Lock()
		p.bonds.unlink(from)
		p.mu.Unlock()
	}
	p.checkpoint()
}

// lockBoth locks two processes in the one order used everywhere.
func lockBoth(p, q *Process) (unlock func()) {
	if p == q {
		p.mu.Lock()
		return p.mu.Unlock
	}
	if p.born > q.born {
		p, q = q, p
	}
	p.mu.Lock()
	q.mu.Lock()
	return func() {
		q.mu.Unlock()
		p.mu.Unlock()
	}
}
