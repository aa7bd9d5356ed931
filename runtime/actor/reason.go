package actor

import (
	"errors"
	"fmt"
)

// A Reason is an exit reason with a fixed meaning. Reasons in general are
// errors: a process that returns err exits with err. Compare them with
// errors.Is.
type Reason string

const (
	// Normal ends a process that is done. Nothing linked to it dies of it.
	Normal Reason = "normal"
	// Shutdown ends a process because its supervisor, or the system, asked.
	Shutdown Reason = "shutdown"
	// Kill, sent with Exit, ends a process that can't refuse. Others see Killed.
	Kill Reason = "kill"
	// Killed is the reason of a process that was sent Kill.
	Killed Reason = "killed"
	// NoProc is the reason given for a process that is not there.
	NoProc Reason = "noproc"
	// NoConnection is the reason given for a process whose node can't be reached.
	NoConnection Reason = "noconnection"
)

func (r Reason) Error() string { return string(r) }

// ShutdownBecause is a Shutdown that says more: supervisors treat it as one,
// and errors.Is finds both Shutdown and cause in it.
func ShutdownBecause(cause error) error { return fmt.Errorf("%w: %w", Shutdown, cause) }

// IsFault tells whether a reason is one that a transient process is restarted
// for: anything but Normal and the shutdowns.
func IsFault(reason error) bool {
	return !errors.Is(reason, Normal) && !errors.Is(reason, Shutdown)
}

// A PanicError is the reason of a process that panicked.
type PanicError struct {
	Value any    // what was passed to panic
	Stack []byte // of the goroutine, as runtime/debug.Stack prints it
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap gives the panic's value where that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// errGoexit is the reason of a process whose code called runtime.Goexit, as
// testing.T.FailNow does.
var errGoexit = errors.New("process called runtime.Goexit")
