package actor

import (
	"fmt"
	"slices"
)

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

// LooseEnds returns what is recorded on one side only, or about dead processes.
// Call it when nothing runs.
func LooseEnds(s *System) (loose []string) {
	say := func(format string, args ...any) { loose = append(loose, fmt.Sprintf(format, args...)) }
	s.table.all(func(p *Process) bool {
		b := p.bonds
		if b == nil {
			return true
		}
		for to := range b.links {
			if q := s.local(to); q == nil || !q.bonds.linked(p.Self()) {
				say("%v is linked to %v, and not the other way round", p.Self(), to)
			}
		}
		for ref, target := range b.watching {
			if q := s.local(target); q == nil || q.bonds == nil || q.bonds.watchers[ref].pid != p.Self() {
				say("%v waits for the down of %v, which does not know", p.Self(), target)
			}
		}
		for ref, w := range b.watchers {
			if q := s.local(w.pid); q == nil || q.bonds == nil || q.bonds.watching[ref] != p.Self() {
				say("%v would tell %v, which does not wait", p.Self(), w.pid)
			}
		}
		for _, name := range b.names {
			if s.names.find(name) != p {
				say("%v believes to be %q", p.Self(), name)
			}
		}
		for c := b.calls; c != nil; c = c.next {
			if !slices.ContainsFunc(s.byAge(), func(caller *Process) bool { return caller.calling.Load() == c }) {
				say("%v lists a call whose caller is gone", p.Self())
			}
			if c.stands() == open {
				say("%v has a call that nobody waits for", p.Self())
			}
		}
		return true
	})
	s.names.byName.Range(func(name, holder any) bool {
		if p := holder.(*Process); s.local(p.Self()) != p {
			say("the dead %v has the name %v", p.Self(), name)
		}
		return true
	})
	return loose
}
