package mesher

import (
	"errors"
	"fmt"
	"time"
)

// Kind sorts errors by what the asker can do about them. The server maps each
// to one HTTP status.
type Kind uint8

const (
	Internal     Kind = iota // ours; the asker can only tell us
	Invalid                  // what was sent is wrong
	Unauthorized             // no credentials, or none that we know
	Forbidden                // known, but not for this
	NotFound                 // not there, or not for the asker's eyes
	Conflict                 // it clashes with what is there
	TooLarge                 // over a size limit
	Limited                  // too many; see Error.RetryAfter
	Unavailable              // not now; see Error.RetryAfter
)

// An Error is one that a person or a client program is meant to read.
type Error struct {
	Kind       Kind
	Message    string        // what is wrong, and what to do where that is not plain
	RetryAfter time.Duration // of Limited and Unavailable
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

// KindOf is the kind of the first [Error] in err's chain, else Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
