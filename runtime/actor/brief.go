package actor

import (
	"iter"
	"reflect"
)

// A Brief is what costs little to say of a process, so that whoever looks for the
// busiest of a million may ask all of them.
type Brief struct {
	PID      PID
	Parent   PID    // zero if the system spawned it
	Born     uint64 // numbers the system's processes in the order they came
	Kind     string // "func", or the handler's type, or what its method Kind() string says
	Mailbox  int    // messages queued; may be too high by some, up to 255, for a process that is behind
	Received uint64 // messages received since it was spawned
}

// Briefs yields the processes there are, in no order; those that come and go
// meanwhile may be among them or not.
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
	return reflect.TypeOf(p.handler).String() // which, unlike formatting, makes nothing
}
