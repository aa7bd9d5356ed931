package dist

import "github.com/mesh-actors/mesh/dist/wire"

// A lane is what one sender has behind a long message, with that.
type lane struct {
	sender uint64
	after  uint64 // its turn comes when so many bytes of ready were taken
	cut    *wire.Fragmenter
	size   int      // of the message being cut, as it counts in the outbox
	frames [][]byte // behind it; those too long for a frame among them
}

// open makes a long message the first of its lane. What is ready now goes before.
func (o *outbox) open(l *lane, frame []byte) {
	o.streams++
	l.cut = wire.NewFragmenter(o.streams, wire.Kind(frame[0]), frame[wire.HeaderSize:])
	l.size = len(frame)
	l.after = o.taken + uint64(len(o.ready)-o.next)
	o.waiting = append(o.waiting, l)
}

// begin has messages begin, in order, as far as the peer takes so much at a time.
func (o *outbox) begin() {
	for len(o.waiting) > 0 {
		l := o.waiting[0]
		if l.after > o.taken || o.begun > 0 && o.begun+uint64(l.size) > o.window {
			return
		}
		o.begun += uint64(l.size)
		o.waiting = o.waiting[1:]
		o.turns = append(o.turns, l)
	}
}

// fragment appends the next piece of the message whose turn it is.
func (o *outbox) fragment(b []byte) []byte {
	l := o.turns[0]
	o.turns = o.turns[1:]
	b, more := l.cut.Next(b, wire.MaxFrame)
	if more {
		o.turns = append(o.turns, l)
		return b
	}
	o.held -= l.size
	o.begun -= uint64(l.size)
	for len(l.frames) > 0 {
		next := l.frames[0]
		l.frames = l.frames[1:]
		if len(next) > wire.MaxFrame {
			o.open(l, next)
			return b
		}
		o.held -= len(next)
		o.append(next)
	}
	delete(o.lanes, l.sender)
	return b
}

// wholeFrames is how many bytes of b are frames that together take max at most,
// or the first one.
func wholeFrames(b []byte, max int) int {
	if len(b) <= max {
		return len(b)
	}
	n := 0
	for {
		size := wire.HeaderSize + (int(b[n+1])<<16 | int(b[n+2])<<8 | int(b[n+3]))
		if n+size > max && n > 0 {
			return n
		}
		n += size
	}
}
