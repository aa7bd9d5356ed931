package global

import "errors"

// Why a name is not registered, besides [*actor.NameError] (somebody else has it)
// and [actor.NoProc] (the process is gone).
var (
	// ErrName: a name has 1 to [MaxName] bytes.
	ErrName = errors.New("not a global name: it is empty or too long")
	// ErrFull: this node has as many names as [Config] allows.
	ErrFull = errors.New("this node has as many global names as it may")
	// ErrForeign: a process is registered by its own node alone.
	ErrForeign = errors.New("the process is another node's")
)

// errBreach is what a peer said that no table would have.
var errBreach = errors.New("global names: the peer broke the protocol")
