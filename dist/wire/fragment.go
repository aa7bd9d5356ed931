package wire

import "encoding/binary"

// A Fragmenter cuts a message that is too long for a frame. Frames of other pairs
// of processes may go between its frames.
type Fragmenter struct {
	stream  uint64
	kind    Kind
	payload []byte
	sent    int
	opened  bool
}

// NewFragmenter cuts a message of at least [MinFragmented] bytes, which is not
// copied. Its stream number must differ from those of all open streams, and the
// message together with theirs must be within the receiver's [Limits].
func NewFragmenter(stream uint64, k Kind, payload []byte) *Fragmenter {
	return &Fragmenter{stream: stream, kind: k, payload: payload}
}

// Next appends the next frame, of at most room bytes including the header. Use
// small frames on a slow connection, so that other messages don't wait long. more
// is false when that was the last one.
func (f *Fragmenter) Next(b []byte, room int) (_ []byte, more bool) {
	start := len(b)
	if !f.opened {
		f.opened = true
		b = binary.AppendUvarint(Begin(b, KindOpen), f.stream)
		b = binary.AppendUvarint(append(b, byte(f.kind)), uint64(len(f.payload)))
	} else {
		b = binary.AppendUvarint(Begin(b, KindMore), f.stream)
	}
	// Empty frames would never finish: each carries at least one byte.
	n := max(min(room, MaxFrame)-(len(b)-start), 1)
	n = min(n, len(f.payload)-f.sent)
	b = append(b, f.payload[f.sent:f.sent+n]...)
	f.sent += n
	End(b, start)
	return b, f.sent < len(f.payload)
}
