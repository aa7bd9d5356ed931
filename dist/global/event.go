package global

import "github.com/mesh-actors/mesh/runtime/actor"

// An Event is something that a [Table] is to know: one of the types below.
type Event interface{ event() }

// Register asks for a name for a process of this node. Its [Reply] has an
// [*actor.NameError] if somebody else has the name.
type Register struct {
	ID   uint64 // for the Reply; used for nothing else, ever
	Name string
	PID  actor.PID
}

// Wait asks for whoever has the name, as soon as somebody has.
type Wait struct {
	ID   uint64
	Name string
}

// Cancel ends a Register or Wait that was not replied to, since its caller's
// context did. It is replied to with Err, and leaves nothing behind.
type Cancel struct {
	ID  uint64
	Err error
}

// Unregister takes a name from the process of this node that has it.
type Unregister struct {
	ID   uint64
	Name string
}

// Exited says that a process of this node is gone.
type Exited struct{ PID actor.PID }

// Ticked says that the time of a [Timer] is over.
type Ticked struct{ ID uint64 }

// Connected says that there is a connection to a peer. The table answers with the
// [Snapshot] to send, and the peer's is what it wants to hear next. Peers that
// are to have no say (observers) are not told of.
type Connected struct{ Peer actor.Node }

// Heard is a message that came from a peer.
type Heard struct {
	From    actor.Node
	Message Message
}

// Disconnected says that the connection is gone, and with it whatever was still
// to come from there.
type Disconnected struct{ Peer actor.Node }

func (Register) event()     {}
func (Wait) event()         {}
func (Cancel) event()       {}
func (Unregister) event()   {}
func (Exited) event()       {}
func (Ticked) event()       {}
func (Connected) event()    {}
func (Heard) event()        {}
func (Disconnected) event() {}
