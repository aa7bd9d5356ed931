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
func ShutdownBecause(cause error) error { return &shutdown{cause} }

type shutdown struct{ cause error }

func (s *shutdown) Error() string   { return "shutdown: " + s.cause.Error() }
func (s *shutdown) Unwrap() []error { return []error{Shutdown, s.cause} }

// IsFault tells whether a reason is one that a transient process is restarted
// for: anything but Normal, Shutdown and ShutdownBecause. It means these very
// reasons: a process that exits because somebody else did, with an error that
// wraps one of them, did not end as it should.
func IsFault(reason error) bool {
	if _, ok := reason.(*shutdown); ok {
		return false
	}
	return reason != Normal && reason != Shutdown
}

// fault is reason if it is a fault, else nil: so that an error which came of
// another's good end is not taken for one.
func fault(reason error) error {
	if IsFault(reason) {
		return reason
	}
	return nil
}

// A PanicError is the reason of a process that panicked.
type PanicError struct {
	Value any    // what was passed to panic
	Stack []byte // of the goroutine, as runtime/debug.Stack prints it
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap gives the panic's value where that is an error, and not a good reason.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return fault(err)
}

// errGoexit is the reason of a process whose code called runtime.Goexit, as
// testing.T.FailNow does.
var errGoexit = errors.New("process called runtime.Goexit")
