package dist

import (
	"errors"
	"sync"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// ErrBusy says that a peer takes messages more slowly than they are sent: its
// queue is full.
var ErrBusy = errors.New("the peer's queue is full")

// errClosed says that an outbox takes no more.
var errClosed = errors.New("connection is closed")

// outbox is what waits to be written to one peer. Anybody puts, the connection's
// writer takes.
//
// Frames are written in the order they were put. A message too long for a frame
// goes in fragments, one at each turn of the writer, so that what others send
// passes it. What its own sender puts meanwhile waits behind it, in the sender's
// lane: so one sender's messages never overtake each other. Heartbeats pass
// everything.
//
// Messages in fragments may take half of the limit together, so that other messages
// always find room. A single one may be larger than that.
type outbox struct {
	limit, reserve int
	window         uint64        // what the peer takes of messages in pieces at a time; see wire.Limits
	wakec          chan struct{} // has room for one: there is something to do for the writer

	mu      sync.Mutex // guards what follows
	beats   *[]byte    // heartbeats; nil: none
	ready   line       // whole frames
	taken   uint64     // bytes ever taken from ready
	lanes   map[uint64]*lane
	waiting []*lane       // whose first message has not begun, in order
	turns   []*lane       // whose first message has, in the order of their turns
	begun   uint64        // the lengths of those messages
	held    int           // bytes in lanes, but for long messages
	long    int           // bytes of long messages, until all their fragments are taken
	writing int           // bytes taken and not yet written
	streams uint64        // ever opened
	counts  Counts        // of what is sent
	roomc   chan struct{} // closed when there is room again; nil: nobody waits
	wanted  int           // the smallest message that somebody waits with
	ending  bool          // nothing more is taken in, and the writer ends when all is written
}

// urgency says for what there is room.
type urgency uint8

const (
	usual  urgency = iota // a message: as long as there is room
	urgent                // what has to come through: on the reserve too
)

func newOutbox(limit, reserve int, window uint64) *outbox {
	return &outbox{
		limit: limit, reserve: reserve, window: window,
		wakec: make(chan struct{}, 1),
		lanes: make(map[uint64]*lane),
	}
}

// put queues one message, as a frame that may be too long to be one. The buffer is
// the outbox's from now on, whatever becomes of it. What an author who was killed
// puts is dropped.
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

// admit tells whether there is room for so many bytes. o.mu is held.
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

// inPieces tells whether a message goes in fragments.
func inPieces(bytes int) bool { return bytes > wire.MaxFrame }

// fits tells whether there is room for a message. When nothing of its kind waits,
// it may have any size. o.mu is held.
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

// maxBeats bounds the heartbeats that wait: a peer that asks and does not listen
// gets no more answers.
const maxBeats = 4 << 10

// used is the bytes that wait, or are being written. o.mu is held.
func (o *outbox) used() int { return o.short() + o.long }

// short is those that are not of long messages. o.mu is held.
func (o *outbox) short() int { return o.ready.bytes + o.held + o.writing }

func (o *outbox) wake() {
	select {
	case o.wakec <- struct{}{}:
	default:
	}
}

// maxWrite bounds what is written of ready at a time, so that heartbeats and
// fragments have their turn.
const maxWrite = wire.MaxFrame

// take appends to batch the buffers that are to be written next; they are the
// caller's to recycle. more is false when nothing is left and nothing will come.
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

// wrote is told that all that was taken is written. True: there is more.
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

// room is closed when it is worth trying again to put a message of that size.
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

// roomy tells whether a message fits, and so much more of short ones that who waits
// need not be woken for each. While it is not, something is to be written, and wrote
// looks again. o.mu is held.
func (o *outbox) roomy(bytes int) bool {
	return o.short() <= (o.limit-min(o.long, o.limit/2))/2 && o.fits(bytes, usual)
}

// end takes nothing in from now on, but for a last word. What waits is still
// written, unless the connection is closed.
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
