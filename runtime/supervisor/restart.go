package supervisor

import "github.com/mesh-actors/mesh/runtime/actor"

// A Restart says after which exits a child is restarted.
type Restart uint8

const (
	// Permanent children are restarted after any exit.
	Permanent Restart = iota
	// Transient children are restarted when they fail: when they exit with any
	// reason but [actor.Normal] and [actor.Shutdown].
	Transient
	// Temporary children are never restarted, not even along with their siblings,
	// and forgotten when they end.
	Temporary
)

// after reports whether a child that exited by itself is restarted.
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
