package mesher

import (
	"errors"
	"fmt"
	"time"
)

// Kind sorts errors by what the caller can do about them. The server maps each to
// one HTTP status.
type Kind uint8

const (
	Internal     Kind = iota // our fault; the caller can only report it
	Invalid                  // the input is wrong
	Unauthorized             // no credentials, or unknown ones
	Forbidden                // known credentials, but not enough rights
	NotFound                 // does not exist, or the caller may not see it
	Conflict                 // clashes with what exists
	TooLarge                 // over a size limit
	Limited                  // too many; see Error.RetryAfter
	Unavailable              // not now; see Error.RetryAfter
)

// An Error is meant to be read by a person or a client program.
type Error struct {
	Kind       Kind
	Message    string        // what is wrong, and what to do if that is not obvious
	RetryAfter time.Duration // set for Limited and Unavailable
	Err        error         // the cause, for the log; never shown
}

// Errorf makes an [Error] without a cause.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first [Error] in err's chain, otherwise
// Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
