package global

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// An Effect is something that a [Table] wants done: one of the types below. Effects
// must be carried out in order.
type Effect interface{ effect() }

// Send sends a message to a peer, after everything sent there before.
type Send struct {
	To      actor.Node
	Message Message
}

// Reply answers a [Register], [Wait] or [Unregister]. Each gets one.
type Reply struct {
	ID  uint64
	PID actor.PID // the process that has the name, for a Wait
	Err error
}

// Changed says that from now on look-ups of a name on this node find this process;
// the zero PID: none.
type Changed struct {
	Name string
	PID  actor.PID
}

// Lost tells a process of this node that it has lost a name, as two claims met and
// the other one stayed. It is told once.
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

// Drop asks to end the connection to a peer that breaks the rules. A [Disconnected]
// must follow.
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
