package supervisor

import "github.com/mesh-actors/mesh/runtime/actor"

// A Restart says after which exits a child is started again.
type Restart uint8

const (
	// Permanent children are restarted whatever they exit for.
	Permanent Restart = iota
	// Transient children are restarted when they fail: when they exit for
	// anything but [actor.Normal] and [actor.Shutdown].
	Transient
	// Temporary children are never restarted, not even along with their siblings,
	// and forgotten when they end.
	Temporary
)

// after tells whether a child that exited by itself is started again.
func (r Restart) after(reason error) bool {
	switch r {
	case Permanent:
		return true
	case Transient:
		return actor.IsFault(reason)
	default:
		return false
	}
}
