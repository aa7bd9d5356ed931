package supervisor

import (
	"errors"
	"fmt"
	"time"
)

var (
	// ErrNotFound is returned when the supervisor has no such child.
	ErrNotFound = errors.New("no such child")
	// ErrExists is returned when the supervisor already has a child with this id.
	ErrExists = errors.New("a child with this id exists")
	// ErrRunning is returned for a child that has a process or is about to: only one
	// that was terminated or has ended can be restarted or deleted.
	ErrRunning = errors.New("child has not ended")
	// ErrStopping is returned when the supervisor is stopping and takes no more
	// commands.
	ErrStopping = errors.New("supervisor is stopping")
)

// errNoProcess is the exit reason of a child whose Start returned no process.
var errNoProcess = errors.New("starter made no process")

// A StartError says that a child exited before it was up. It is the error of the
// command that started the child, or the exit reason of a supervisor that failed
// to start because of it.
type StartError struct {
	ID     string
	Reason error
}

func (e *StartError) Error() string { return fmt.Sprintf("start child %q: %v", e.ID, e.Reason) }

func (e *StartError) Unwrap() error { return e.Reason }

// A LostError says that the node of a child whose [Loss] is Escalate was lost.
// The supervisor exits with an [actor.Shutdown] caused by it.
type LostError struct {
	ID   string // the child
	Node string
}

func (e *LostError) Error() string { return fmt.Sprintf("child %q lost its node %s", e.ID, e.Node) }

// An EscalationError says that there were too many restarts. The supervisor exits
// with an [actor.Shutdown] caused by it. It does not unwrap to the child's
// reason, which is not the supervisor's.
type EscalationError struct {
	ID     string // the child whose restart was one too many
	Reason error  // why it exited
	Max    int    // restarts allowed within Window
	Window time.Duration
}

func (e *EscalationError) Error() string {
	return fmt.Sprintf("more than %d restarts within %v, the last of child %q: %v", e.Max, e.Window, e.ID, e.Reason)
}
