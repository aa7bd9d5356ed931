package dist

import (
	"bytes"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A lane holds one sender's long message and what the sender put behind it.
type lane struct {
	sender uint64
	after  uint64 // its turn comes when this many bytes of ready were taken
	cut    *wire.Fragmenter
	size   int       // of the message being cut, as counted in the outbox
	frames []*[]byte // waiting behind it, long messages included
}

// open makes a long message the first of its lane. What is ready now goes first.
func (o *outbox) open(l *lane, frame []byte) {
	o.streams++
	l.cut = wire.NewFragmenter(o.streams, wire.Kind(frame[0]), frame[wire.HeaderSize:])
	l.size = len(frame)
	l.after = o.taken + uint64(o.ready.bytes)
	o.waiting = append(o.waiting, l)
}

// begin starts waiting messages in order, as many as the peer takes at a time.
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

// fragment writes the next fragment, of the message whose turn it is, into a buffer.
func (o *outbox) fragment(piece *[]byte) *[]byte {
	l := o.turns[0]
	o.turns = o.turns[1:]
	var more bool
	if *piece, more = l.cut.Next(*piece, wire.MaxFrame); more {
		o.turns = append(o.turns, l)
		return piece
	}
	o.long -= l.size
	o.begun -= uint64(l.size)
	for len(l.frames) > 0 {
		next := l.frames[0]
		l.frames = l.frames[1:]
		if inPieces(len(*next)) {
			o.open(l, *next)
			return piece
		}
		o.held -= len(*next)
		o.ready.add(next)
	}
	delete(o.lanes, l.sender)
	return piece
}

// kept returns the frame as a lane stores it: a small one is copied, as it would hold
// its whole buffer.
func kept(frame *[]byte) *[]byte {
	if len(*frame) >= wire.MaxFrame/2 {
		return frame
	}
	small := bytes.Clone(*frame)
	recycle(frame)
	return &small
}
