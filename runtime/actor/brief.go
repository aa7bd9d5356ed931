package actor

import (
	"iter"
	"reflect"
)

// A Brief holds the cheap facts about a process, so that a search for the busiest
// of a million processes can ask them all.
type Brief struct {
	PID      PID
	Parent   PID    // the spawner; zero if the system spawned it
	Born     uint64 // numbers the system's processes in spawn order
	Kind     string // "func", or the handler's type, or the result of its Kind() string method
	Mailbox  int    // messages queued; may be up to 255 too high for a process that is behind
	Received uint64 // messages received since it was spawned
}

// Briefs yields all processes, in no particular order. A process that starts or
// ends during the iteration may be included or not.
func (s *System) Briefs() iter.Seq[Brief] {
	return func(yield func(Brief) bool) {
		s.table.all(func(p *Process) bool { return yield(p.brief()) })
	}
}

func (p *Process) brief() Brief {
	return Brief{
		PID:      p.Self(),
		Parent:   p.parent,
		Born:     p.born,
		Kind:     p.kind(),
		Mailbox:  p.mailbox.length(),
		Received: p.mailbox.received(),
	}
}

func (p *Process) kind() string {
	switch h := p.handler.(type) {
	case nil:
		return "func"
	case interface{ Kind() string }:
		return h.Kind()
	}
	return reflect.TypeOf(p.handler).String() // unlike formatting, allocates nothing
}
