package wire

import (
	"errors"
	"fmt"
)

var (
	// ErrMalformed is wrapped by errors about bytes that no honest peer sends.
	ErrMalformed = errors.New("malformed")
	// ErrTooLarge is wrapped by errors about a frame or a message over its limit.
	ErrTooLarge = errors.New("too large")
)

// A Frame is the unit of transmission.
type Frame struct {
	Kind    Kind
	Payload []byte // shares the memory of the buffer that was split
}

// Split takes the first frame off b, which holds what was read. max bounds the
// frame with its header: [MaxEarlyFrame], or [MaxFrame] once the peer has proven
// itself. ok is false while the frame is incomplete. The header alone shows that a
// frame is too large, so that nobody allocates memory for it.
func Split(b []byte, max int) (f Frame, rest []byte, ok bool, err error) {
	if len(b) < HeaderSize {
		return Frame{}, b, false, nil
	}
	size := HeaderSize + (int(b[1])<<16 | int(b[2])<<8 | int(b[3]))
	if size > max {
		return Frame{}, b, false, fmt.Errorf("%v of %d bytes: %w, the limit is %d", Kind(b[0]), size, ErrTooLarge, max)
	}
	if len(b) < size {
		return Frame{}, b, false, nil
	}
	return Frame{Kind(b[0]), b[HeaderSize:size:size]}, b[size:], true, nil
}

// Begin appends the header of a frame, whose payload the caller appends next.
func Begin(b []byte, k Kind) []byte { return append(b, byte(k), 0, 0, 0) }

// End completes the frame that begins at b[start]. It reports false if the payload
// is too long for a frame, and must be sent in fragments; see [Fragmenter].
func End(b []byte, start int) bool {
	n := len(b) - start - HeaderSize
	if n > MaxFrame-HeaderSize {
		return false
	}
	b[start+1], b[start+2], b[start+3] = byte(n>>16), byte(n>>8), byte(n)
	return true
}

// AppendFrame appends a message as one frame. It is for messages that are never too
// long for that, and panics if one is.
func AppendFrame(b []byte, m Message) []byte {
	start := len(b)
	b = m.Append(Begin(b, m.Kind()))
	if !End(b, start) {
		panic(fmt.Sprintf("wire: a %v of %d bytes is no single frame", m.Kind(), len(b)-start))
	}
	return b
}
