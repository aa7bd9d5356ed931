package dist

import (
	"errors"
	"sync"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// ErrBusy is returned when a peer takes messages more slowly than they are sent: its
// queue is full.
var ErrBusy = errors.New("the peer's queue is full")

// errClosed is returned when an outbox takes no more messages.
var errClosed = errors.New("connection is closed")

// outbox holds what waits to be written to one peer. Any goroutine puts; the
// connection's writer takes.
//
// Frames are written in the order they were put. A message too long for a frame is
// cut into fragments, one at each turn of the writer, so that other senders' messages
// overtake it. What its own sender puts meanwhile waits behind it, in the sender's
// lane: one sender's messages never overtake each other. Heartbeats overtake
// everything.
//
// Together, fragmented messages may use half of the limit, so that other messages
// always find room. A single one may be larger than that.
type outbox struct {
	limit, reserve int
	window         uint64        // bytes of fragmented messages that the peer takes at a time; see wire.Limits
	wakec          chan struct{} // has room for one: the writer has something to do

	mu      sync.Mutex // guards the fields below
	beats   *[]byte    // heartbeats; nil: none
	ready   line       // whole frames
	taken   uint64     // bytes ever taken from ready
	lanes   map[uint64]*lane
	waiting []*lane       // lanes whose first message has not begun, in order
	turns   []*lane       // lanes whose first message has begun, in the order of their turns
	begun   uint64        // the total length of those messages
	held    int           // bytes in lanes, without long messages
	long    int           // bytes of long messages, until all their fragments are taken
	writing int           // bytes taken and not yet written
	streams uint64        // ever opened
	counts  Counts        // of what was sent
	roomc   chan struct{} // closed when there is room again; nil: no sender waits
	wanted  int           // the smallest message that a sender waits with
	ending  bool          // nothing more is accepted, and the writer ends when all is written
}

// urgency says which room a message may use.
type urgency uint8

const (
	usual  urgency = iota // an ordinary message: while there is room
	urgent                // a signal that must come through: the reserve too
)

func newOutbox(limit, reserve int, window uint64) *outbox {
	return &outbox{
		limit: limit, reserve: reserve, window: window,
		wakec: make(chan struct{}, 1),
		lanes: make(map[uint64]*lane),
	}
}

// put queues one message, as a frame that may be too long for one. The outbox owns
// the buffer from now on, whatever becomes of it. A message of an author who was
// killed is dropped.
func (o *outbox) put(sender uint64, frame *[]byte, u urgency, by actor.Author) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	err := o.admit(len(*frame), u, by)
	if err != nil {
		recycle(frame)
		return err
	}
	o.counts.SentMessages++
	switch l := o.lanes[sender]; {
	case l != nil:
		if inPieces(len(*frame)) {
			o.long += len(*frame)
		} else {
			o.held += len(*frame)
		}
		l.frames = append(l.frames, kept(frame))
	case inPieces(len(*frame)):
		l = &lane{sender: sender}
		o.lanes[sender] = l
		o.long += len(*frame)
		o.open(l, *frame)
	default:
		o.ready.add(frame)
	}
	o.wake()
	return nil
}

// admit returns an error if there is no room for this many bytes. The caller holds
// o.mu.
func (o *outbox) admit(bytes int, u urgency, by actor.Author) error {
	if o.ending {
		return errClosed
	}
	if by.Silenced() {
		return actor.ErrExiting
	}
	if !o.fits(bytes, u) {
		o.counts.Refused++
		return ErrBusy
	}
	return nil
}

// inPieces reports whether a message is sent in fragments.
func inPieces(bytes int) bool { return bytes > wire.MaxFrame }

// fits reports whether there is room for a message. If no other of its kind waits, it
// may have any size. The caller holds o.mu.
func (o *outbox) fits(bytes int, u urgency) bool {
	room, share := o.limit, o.limit/2
	if u == urgent {
		room, share = room+o.reserve, share+o.reserve
	}
	short, pieces := o.short(), o.long
	if inPieces(bytes) {
		pieces += bytes
		if o.long > 0 && pieces > share {
			return false
		}
		return short+min(pieces, o.limit/2) <= room
	}
	return short == 0 || short+bytes+min(pieces, o.limit/2) <= room
}

// beat queues a heartbeat.
func (o *outbox) beat(m wire.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ending {
		return
	}
	if o.beats == nil {
		o.beats = newFrame()
	}
	if len(*o.beats) < maxBeats {
		*o.beats = wire.AppendFrame(*o.beats, m)
		o.wake()
	}
}

// maxBeats bounds the waiting heartbeats: a peer that asks but does not read gets no
// more answers.
const maxBeats = 4 << 10

// used returns the bytes that wait, or are being written. The caller holds o.mu.
func (o *outbox) used() int { return o.short() + o.long }

// short is used without long messages. The caller holds o.mu.
func (o *outbox) short() int { return o.ready.bytes + o.held + o.writing }

func (o *outbox) wake() {
	select {
	case o.wakec <- struct{}{}:
	default:
	}
}

// maxWrite bounds what is written from ready at a time, so that heartbeats and
// fragments get their turn.
const maxWrite = wire.MaxFrame

// take appends to batch the buffers to be written next, which the caller must
// recycle. more is false when nothing is left and nothing will come.
func (o *outbox) take(batch []*[]byte) (_ []*[]byte, more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.beats != nil {
		batch = append(batch, o.beats)
		o.beats = nil
	}
	batch, bytes := o.ready.take(batch, maxWrite)
	o.taken += uint64(bytes)
	o.writing += bytes
	o.begin()
	if len(o.turns) > 0 {
		piece := o.fragment(newFrame())
		batch = append(batch, piece)
		o.writing += len(*piece)
	}
	return batch, !o.ending || len(batch) > 0
}

// wrote records that everything taken is written, and reports whether there is more.
func (o *outbox) wrote() (more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.counts.Sent += uint64(o.writing)
	o.writing = 0
	if o.roomc != nil && o.roomy(o.wanted) {
		close(o.roomc)
		o.roomc = nil
	}
	return o.beats != nil || o.ready.bytes+len(o.waiting)+len(o.turns) > 0 || o.ending
}

// room returns a channel closed when a message of that size is worth another try.
func (o *outbox) room(bytes int) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ending || o.roomy(bytes) {
		now := make(chan struct{})
		close(now)
		return now
	}
	if o.roomc == nil {
		o.roomc, o.wanted = make(chan struct{}), bytes
	}
	o.wanted = min(o.wanted, bytes)
	return o.roomc
}

// roomy reports whether a message fits, with enough room for more short ones that a
// waiting sender need not be woken for each. While it does not, something is waiting
// to be written, after which wrote checks again. The caller holds o.mu.
func (o *outbox) roomy(bytes int) bool {
	return o.short() <= (o.limit-min(o.long, o.limit/2))/2 && o.fits(bytes, usual)
}

// end accepts nothing from now on but a last message. What waits is still written,
// unless the connection is closed.
func (o *outbox) end(last wire.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ending {
		return
	}
	if last != nil {
		frame := newFrame()
		*frame = wire.AppendFrame(*frame, last)
		o.ready.add(frame)
	}
	o.ending = true
	if o.roomc != nil {
		close(o.roomc)
		o.roomc = nil
	}
	o.wake()
}
