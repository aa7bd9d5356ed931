package global

import "errors"

// The reasons why a name is not registered, besides [*actor.NameError] (another
// process has it) and [actor.NoProc] (the process is gone).
var (
	// ErrName: a name has 1 to [MaxName] bytes.
	ErrName = errors.New("not a global name: it is empty or too long")
	// ErrFull: this node has as many names as [Config] allows.
	ErrFull = errors.New("this node has as many global names as it may")
	// ErrForeign: only a process's own node may register it.
	ErrForeign = errors.New("the process is another node's")
)

// errBreach means that a peer said what no correct table would say.
var errBreach = errors.New("global names: the peer broke the protocol")
