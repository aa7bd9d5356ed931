package global

import "github.com/mesh-actors/mesh/runtime/actor"

// An Event is something that a [Table] must be told: one of the types below.
type Event interface{ event() }

// Register asks for a name for a process of this node. Its [Reply] has an
// [*actor.NameError] if another process has the name.
type Register struct {
	ID   uint64 // for the Reply; never reused
	Name string
	PID  actor.PID
}

// Wait asks for the process that has the name, as soon as there is one.
type Wait struct {
	ID   uint64
	Name string
}

// Cancel ends a Register or Wait that was not replied to, because its caller's
// context has ended. It is replied to with Err, and leaves nothing behind.
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
// [Snapshot] to send, and expects the peer's next. Leave out peers that are to have
// no say (observers).
type Connected struct{ Peer actor.Node }

// Heard is a message from a peer.
type Heard struct {
	From    actor.Node
	Message Message
}

// Disconnected says that the connection to a peer is lost, along with anything that
// was still to come.
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
