package wire

import (
	"errors"
	"fmt"
)

// A Refusal is the reason why a handshake ends without a session.
type Refusal uint8

// The numbers are on the wire.
const (
	Admitted     Refusal = 0 // none: go on
	Unproven     Refusal = 1 // the cookie was not proven, or there is a fault that only a proven peer is told
	NoVersion    Refusal = 2 // there is no version that both speak
	NotMe        Refusal = 3 // another name was dialled
	Self         Refusal = 4 // a node dialled itself
	NameTaken    Refusal = 5 // another live node has the name
	Connected    Refusal = 6 // the two nodes are connected already
	Simultaneous Refusal = 7 // the acceptor's own attempt goes on instead
	Stale        Refusal = 8 // a later run of the node is known
	Leaving      Refusal = 9 // the node is about to stop
)

func (r Refusal) String() string {
	switch r {
	case Admitted:
		return "admitted"
	case Unproven:
		return "the cookie was not proven"
	case NoVersion:
		return "no version of the protocol in common"
	case NotMe:
		return "this node has another name"
	case Self:
		return "a node can't connect to itself"
	case NameTaken:
		return "another live node has this name"
	case Connected:
		return "already connected"
	case Simultaneous:
		return "the other node's own attempt goes on instead"
	case Stale:
		return "a later run of this node is known"
	case Leaving:
		return "the node is stopping"
	}
	return fmt.Sprintf("refusal %d", uint8(r))
}

// Lasts reports whether a refusal goes on until somebody changes how a node is set
// up. The others come and go as nodes do.
func (r Refusal) Lasts() bool {
	switch r {
	case Unproven, NoVersion, NotMe, NameTaken:
		return true
	}
	return false
}

// A RefusedError says that one side refused the handshake.
type RefusedError struct {
	Why    Refusal
	ByPeer bool // the peer refused; otherwise this node did
}

func (e *RefusedError) Error() string {
	if e.ByPeer {
		return "the other node refused: " + e.Why.String()
	}
	return "refused: " + e.Why.String()
}

// ErrHandshake is returned when a handshake can't go on: it is over, or the peer
// sent an unexpected frame.
var ErrHandshake = errors.New("not a step of the handshake")
