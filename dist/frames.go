package dist

import (
	"sync"

	"github.com/mesh-actors/mesh/dist/wire"
)

// frames recycles buffers: a sender encodes into one, it waits in an outbox, the
// writer writes it, and the next sender reuses it.
var frames = sync.Pool{New: func() any {
	b := make([]byte, 0, wire.MaxFrame)
	return &b
}}

// newFrame returns an empty buffer, with room for a frame.
func newFrame() *[]byte { return frames.Get().(*[]byte) }

// recycle keeps a buffer for reuse, unless it grew past a frame.
func recycle(buf *[]byte) {
	if cap(*buf) == wire.MaxFrame {
		*buf = (*buf)[:0]
		frames.Put(buf)
	}
}

// A line holds whole frames that wait to be written, in the buffers that they came
// in. All of these but the last are on average at least half full, so a bound on the
// waiting bytes also bounds the memory held.
type line struct {
	bufs  []*[]byte
	bytes int
}

// add takes a buffer with a frame. A small frame is copied behind the last one, so
// that many go in one write. A large one stays where it was encoded, so that nothing
// is copied twice.
func (l *line) add(buf *[]byte) {
	frame := *buf
	l.bytes += len(frame)
	if len(frame) >= wire.MaxFrame/2 {
		l.bufs = append(l.bufs, buf)
		return
	}
	if n := len(l.bufs); n > 0 && len(*l.bufs[n-1])+len(frame) <= wire.MaxFrame {
		last := l.bufs[n-1]
		*last = append(*last, frame...)
		recycle(buf)
		return
	}
	if cap(*buf) < wire.MaxFrame { // nothing would fit behind it
		whole := newFrame()
		*whole = append(*whole, frame...)
		buf = whole
	}
	l.bufs = append(l.bufs, buf)
}

// take appends the buffers at the front to batch: at most max bytes, or one buffer.
func (l *line) take(batch []*[]byte, max int) (_ []*[]byte, bytes int) {
	n := 0
	for n < len(l.bufs) && (n == 0 || bytes+len(*l.bufs[n]) <= max) {
		bytes += len(*l.bufs[n])
		n++
	}
	batch = append(batch, l.bufs[:n]...)
	rest := copy(l.bufs, l.bufs[n:])
	clear(l.bufs[rest:])
	l.bufs = l.bufs[:rest]
	l.bytes -= bytes
	return batch, bytes
}
