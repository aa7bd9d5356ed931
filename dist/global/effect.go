package global

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// An Effect is something that a [Table] wants done: one of the types below.
// Effects are carried out in order.
type Effect interface{ effect() }

// Send has a message sent to a peer, after all that was sent there before.
type Send struct {
	To      actor.Node
	Message Message
}

// Reply answers a [Register], [Wait] or [Unregister]. Each gets one.
type Reply struct {
	ID  uint64
	PID actor.PID // who has the name, for a Wait
	Err error
}

// Changed says that look-ups of a name on this node find another process from now
// on; the zero PID: none.
type Changed struct {
	Name string
	PID  actor.PID
}

// Lost tells a process of this node that had a name that it has it no more, as
// two claims met and the other one stayed. It is told once.
type Lost struct {
	Name   string
	PID    actor.PID
	Winner actor.PID
}

// Timer asks for a [Ticked], once.
type Timer struct {
	ID    uint64
	After time.Duration
}

// Drop asks for the end of the connection to a peer that breaks the rules. A
// [Disconnected] is to follow.
type Drop struct {
	Peer actor.Node
	Err  error
}

func (Send) effect()    {}
func (Reply) effect()   {}
func (Changed) effect() {}
func (Lost) effect()    {}
func (Timer) effect()   {}
func (Drop) effect()    {}
