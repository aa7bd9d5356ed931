package actor

import (
	"errors"
	"fmt"
)

// A Reason is an exit reason with a fixed meaning. Any error can be an exit
// reason: a process that returns err exits with err. Compare reasons with
// errors.Is.
type Reason string

const (
	// Normal ends a process that is done. Processes linked to it do not exit.
	Normal Reason = "normal"
	// Shutdown ends a process because its supervisor, or the system, asked it to.
	Shutdown Reason = "shutdown"
	// Kill, sent with Exit, ends a process that can't refuse. Others see Killed.
	Kill Reason = "kill"
	// Killed is the exit reason of a process that was sent Kill.
	Killed Reason = "killed"
	// NoProc is the reason given for a process that does not exist.
	NoProc Reason = "noproc"
	// NoConnection is the reason given for a process whose node can't be reached.
	NoConnection Reason = "noconnection"
)

func (r Reason) Error() string { return string(r) }

// ShutdownBecause returns a Shutdown with a cause. Supervisors treat it as
// Shutdown, and errors.Is finds both Shutdown and cause in it.
func ShutdownBecause(cause error) error { return &shutdown{cause} }

type shutdown struct{ cause error }

func (s *shutdown) Error() string   { return "shutdown: " + s.cause.Error() }
func (s *shutdown) Unwrap() []error { return []error{Shutdown, s.cause} }

// IsFault reports whether a transient process is restarted for this reason: any
// but Normal, Shutdown and ShutdownBecause. It looks at the reason itself, not at
// errors it wraps: a process that exits because another one did, with an error
// that wraps Shutdown, did not end as it should.
func IsFault(reason error) bool {
	if _, ok := reason.(*shutdown); ok {
		return false
	}
	return reason != Normal && reason != Shutdown
}

// fault returns reason if it is a fault, otherwise nil, so that an error caused
// by another process's good end is not taken for one.
func fault(reason error) error {
	if IsFault(reason) {
		return reason
	}
	return nil
}

// A PanicError is the exit reason of a process that panicked.
type PanicError struct {
	Value any    // what was passed to panic
	Stack []byte // of the goroutine, as runtime/debug.Stack prints it
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the panic's value if it is an error and a fault.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return fault(err)
}

// errGoexit is the exit reason of a process whose code called runtime.Goexit, as
// testing.T.FailNow does.
var errGoexit = errors.New("process called runtime.Goexit")
