package wire

import "encoding/binary"

// A Fragmenter cuts a message that is too long for a frame. Between its frames
// those of other pairs of processes may go.
type Fragmenter struct {
	stream  uint64
	kind    Kind
	payload []byte
	sent    int
	opened  bool
}

// NewFragmenter cuts a message of [MinFragmented] bytes or more, which is not
// copied. The number of its stream must be that of no other that is still open,
// and with those the message must be within the receiver's [Limits].
func NewFragmenter(stream uint64, k Kind, payload []byte) *Fragmenter {
	return &Fragmenter{stream: stream, kind: k, payload: payload}
}

// Next appends the next frame, which takes room bytes at most, header and all.
// A connection that is slow is given small ones, so that others' messages don't
// wait long. more is false when that was the last one.
func (f *Fragmenter) Next(b []byte, room int) (_ []byte, more bool) {
	start := len(b)
	if !f.opened {
		f.opened = true
		b = binary.AppendUvarint(Begin(b, KindOpen), f.stream)
		b = binary.AppendUvarint(append(b, byte(f.kind)), uint64(len(f.payload)))
	} else {
		b = binary.AppendUvarint(Begin(b, KindMore), f.stream)
	}
	// A frame that carries nothing would never end: one byte goes in any case.
	n := max(min(room, MaxFrame)-(len(b)-start), 1)
	n = min(n, len(f.payload)-f.sent)
	b = append(b, f.payload[f.sent:f.sent+n]...)
	f.sent += n
	End(b, start)
	return b, f.sent < len(f.payload)
}
