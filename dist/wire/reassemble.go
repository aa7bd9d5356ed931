package wire

import (
	"fmt"
)

// Limits bound what a node accepts from a peer. Each tells the other its own in the
// handshake.
type Limits struct {
	Message    uint64 // the longest message; DefaultMaxMessage when zero
	Reassembly uint64 // the total length of messages whose fragments are under way; Message when zero
}

func (l Limits) orDefault() Limits {
	if l.Message == 0 {
		l.Message = DefaultMaxMessage
	}
	l.Reassembly = max(l.Reassembly, l.Message)
	return l
}

// A Reassembler puts one peer's fragments together. It stays within its limits, and
// for each message holds at most twice what has arrived, or 64 KiB.
type Reassembler struct {
	limits  Limits
	streams map[uint64]*stream
	claimed uint64 // the total length of the open streams
	spare   []byte // of a finished message
}

type stream struct {
	kind Kind
	size uint64
	got  []byte
}

const (
	firstGrab = MaxFrame  // allocated at once for a message, whatever length it claims
	maxSpare  = 256 << 10 // bytes kept for the next message
)

// MinFragmented is the shortest message that may be sent in fragments. It bounds
// how many streams can be open, each of which takes some memory.
const MinFragmented = 4 << 10

// NewReassembler returns a reassembler without streams.
func NewReassembler(l Limits) *Reassembler {
	return &Reassembler{limits: l.orDefault(), streams: make(map[uint64]*stream)}
}

// Add takes an open or more frame. If that completes a message, done is true and
// the message is returned like a frame. The reassembler owns its payload, which is
// valid until the next Add. An error means that the peer breaks the protocol.
func (r *Reassembler) Add(f Frame) (message Frame, done bool, err error) {
	c := cursor{b: f.Payload}
	number := c.uvarint()
	s := r.streams[number]
	switch f.Kind {
	case KindOpen:
		kind, size := Kind(c.byte()), c.uvarint()
		if c.err != nil {
			return Frame{}, false, c.fail(f.Kind)
		}
		if s != nil {
			return Frame{}, false, fmt.Errorf("stream %d is open already: %w", number, ErrMalformed)
		}
		if s, err = r.open(number, kind, size); err != nil {
			return Frame{}, false, err
		}
	case KindMore:
		if c.err != nil || s == nil {
			return Frame{}, false, fmt.Errorf("more of a stream that is not open: %w", ErrMalformed)
		}
	default:
		return Frame{}, false, fmt.Errorf("%v is no fragment: %w", f.Kind, ErrMalformed)
	}
	if len(c.b) == 0 || uint64(len(c.b)) > s.size-uint64(len(s.got)) {
		return Frame{}, false, fmt.Errorf("stream %d with a fragment of %d bytes: %w", number, len(c.b), ErrMalformed)
	}
	s.add(c.b)
	if uint64(len(s.got)) < s.size {
		return Frame{}, false, nil
	}
	delete(r.streams, number)
	r.claimed -= s.size
	if cap(s.got) <= maxSpare {
		r.spare = s.got
	}
	return Frame{s.kind, s.got}, true, nil
}

func (r *Reassembler) open(number uint64, k Kind, size uint64) (*stream, error) {
	if k < KindSend || k >= KindNamesSnapshot && k <= KindMembers {
		return nil, fmt.Errorf("%v in fragments: %w", k, ErrMalformed)
	}
	if size < MinFragmented {
		return nil, fmt.Errorf("fragments of a message of %d bytes: %w", size, ErrMalformed)
	}
	if size > r.limits.Message {
		return nil, fmt.Errorf("message of %d bytes: %w, the limit is %d", size, ErrTooLarge, r.limits.Message)
	}
	if r.claimed+size > r.limits.Reassembly {
		return nil, fmt.Errorf("%d bytes in fragments under way: %w, the limit is %d", r.claimed+size, ErrTooLarge, r.limits.Reassembly)
	}
	r.claimed += size
	s := &stream{kind: k, size: size, got: r.spare[:0]}
	r.spare = nil
	r.streams[number] = s
	return s, nil
}

// add grows the buffer as bytes come, by doubling and never past the message's end,
// so that a peer's claim costs nothing.
func (s *stream) add(b []byte) {
	if need := len(s.got) + len(b); need > cap(s.got) {
		room := min(uint64(max(need, 2*cap(s.got), firstGrab)), s.size)
		s.got = append(make([]byte, 0, room), s.got...)
	}
	s.got = append(s.got, b...)
}
