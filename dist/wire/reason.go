package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The encoding of a reason: one of these bytes, and what belongs to it.
const (
	reasonNone     = 0 // no reason, no error
	reasonNamed    = 1 // text: an actor.Reason
	reasonShutdown = 2 // reason: the cause of an actor.ShutdownBecause
	reasonPanic    = 3 // reason: the value's text, and the error it was; text: the stack
	reasonError    = 4 // number: a bit for each entry of known that it matches; text
)

// Bounds of one reason. The rest is cut off: it is for people to read.
const (
	maxReasonText  = 8 << 10
	maxReasonStack = 16 << 10
	maxReasonDepth = 4
)

// known returns the errors that errors.Is finds in a reason on the other side as
// well. A bit's meaning never changes; new errors are added at the end.
func known() [13]error {
	return [...]error{
		actor.Normal, actor.Shutdown, actor.Kill, actor.Killed, actor.NoProc, actor.NoConnection,
		actor.ErrExiting, actor.ErrNotRegistered, actor.ErrNoCalls, actor.ErrFull, actor.ErrCallSelf,
		context.Canceled, context.DeadlineExceeded,
	}
}

// A RemoteError is an error from another node: its text there, and which of the
// errors known to all nodes it matches with errors.Is.
type RemoteError struct {
	Text string
	is   uint64
}

func (e *RemoteError) Error() string { return e.Text }

// Is reports whether the error was target, or wrapped it, on its own node.
func (e *RemoteError) Is(target error) bool {
	for i, k := range known() {
		if e.is>>i&1 == 1 && k == target {
			return true
		}
	}
	return false
}

func appendReason(b []byte, reason error) []byte { return appendReasonTo(b, reason, maxReasonDepth) }

func appendReasonTo(b []byte, reason error, depth int) []byte {
	if reason == nil {
		return append(b, reasonNone)
	}
	if r, ok := reason.(actor.Reason); ok {
		return appendText(append(b, reasonNamed), cutText(string(r), maxReasonText))
	}
	if depth > 1 {
		if p, ok := reason.(*actor.PanicError); ok {
			b = appendReasonTo(append(b, reasonPanic), panicked(p), depth-1)
			return appendText(b, cutText(string(p.Stack), maxReasonStack))
		}
		if cause := shutdownCause(reason); cause != nil {
			return appendReasonTo(append(b, reasonShutdown), cause, depth-1)
		}
	}
	// Sprint, not Error: if that panics, it must not take the signal with it.
	text := cutText(fmt.Sprint(reason), maxReasonText)
	return appendText(binary.AppendUvarint(append(b, reasonError), whichKnown(reason)), text)
}

// whichKnown returns a bit for each known error that a reason matches. If one of
// its methods panics, it matches none from there on.
func whichKnown(reason error) (is uint64) {
	defer func() { _ = recover() }()
	for i, k := range known() {
		if errors.Is(reason, k) {
			is |= 1 << i
		}
	}
	if e, ok := errors.AsType[*RemoteError](reason); ok {
		is |= e.is // it comes from a node that may know more errors
	}
	return is
}

// panicked returns the value of a panic as an error.
func panicked(p *actor.PanicError) error {
	if err, ok := p.Value.(error); ok {
		return err
	}
	return &RemoteError{Text: fmt.Sprint(p.Value)}
}

// shutdownCause returns the cause of an actor.ShutdownBecause; nil for other
// reasons.
func shutdownCause(reason error) error {
	s, ok := reason.(interface{ Unwrap() []error })
	if !ok || actor.IsFault(reason) {
		return nil
	}
	return s.Unwrap()[1] // the first is actor.Shutdown
}

func (c *cursor) reason() error { return c.reasonTo(maxReasonDepth) }

func (c *cursor) reasonTo(depth int) error {
	kind := c.byte()
	switch {
	case c.err != nil || kind == reasonNone:
		return nil
	case kind == reasonNamed:
		return actor.Reason(c.text())
	case kind == reasonError:
		is := c.uvarint()
		return &RemoteError{Text: c.text(), is: is}
	case kind == reasonShutdown && depth > 1:
		if cause := c.reasonTo(depth - 1); cause != nil {
			return actor.ShutdownBecause(cause)
		}
	case kind == reasonPanic && depth > 1:
		value, stack := c.reasonTo(depth-1), c.text()
		if value != nil {
			return &actor.PanicError{Value: value, Stack: []byte(stack)}
		}
	}
	c.bad()
	return nil
}

// cutText returns at most n bytes of s, without splitting a character.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
