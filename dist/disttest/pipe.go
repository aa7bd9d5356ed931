package disttest

import (
	"math/rand/v2"
	"time"
)

// A pipe is one direction of a connection. The network's lock guards it.
type pipe struct {
	way    *way
	chance *rand.Rand
	back   *pipe // the other direction
	link   *link
	// packets are the unread packets, in the order sent: a faster one waits for those
	// before it. The last one may be an end or a reset, and stays.
	packets []packetInFlight
	size    int  // bytes in them
	ended   bool // its writer writes no more
	reset   bool // a reset is among the packets
	deaf    bool // its reader is closed
}

// link is shared by both directions of a connection.
type link struct{ changed chan struct{} }

// wake wakes those that wait for this connection.
func (l *link) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}

type packetInFlight struct {
	what  kind
	bytes []byte
	at    time.Time
	here  bool // has arrived, even if the way is cut now
}

type kind uint8

const (
	data kind = iota
	end
	reset
)

// send sends a packet, behind all others, and not before that time.
func (p *pipe) send(what kind, b []byte, from time.Time) {
	at := p.way.leaves(from, len(b)).Add(p.way.takes(p.chance))
	p.packets = append(p.packets, packetInFlight{what: what, bytes: b, at: at})
	p.size += len(b)
	p.ended = p.ended || what != data
	p.reset = p.reset || what == reset
	if p.deaf {
		p.refuse(from)
	}
	p.link.wake()
}

// next returns the packet to read, if one has arrived. If none has, due is when one
// may, unless something changes before; zero: never.
func (p *pipe) next(now time.Time) (next *packetInFlight, due time.Time) {
	if len(p.packets) == 0 {
		return nil, due
	}
	switch first := &p.packets[0]; {
	case p.arrived(first, now):
		return first, due
	case p.way.cut:
		return nil, due
	default:
		return nil, first.at
	}
}

func (p *pipe) arrived(x *packetInFlight, now time.Time) bool {
	return x.here || !p.way.cut && !now.Before(x.at)
}

// read takes bytes from the first packet, which holds data.
func (p *pipe) read(b []byte) int {
	first := &p.packets[0]
	n := copy(b, first.bytes)
	first.bytes = first.bytes[n:]
	if len(first.bytes) == 0 {
		p.packets = p.packets[1:]
	}
	p.size -= n
	p.link.wake()
	return n
}

// broken reports whether a reset has arrived, and if not, when it will.
func (p *pipe) broken(now time.Time) (yes bool, due time.Time) {
	if !p.reset {
		return false, due
	}
	x := &p.packets[len(p.packets)-1]
	if p.arrived(x, now) {
		return true, due
	}
	if p.way.cut {
		return false, due
	}
	return false, x.at
}

// refuse answers what is sent to a closed end: with a reset, once, if and as soon
// as it gets here.
func (p *pipe) refuse(now time.Time) {
	if p.way.cut || p.size == 0 {
		return
	}
	arrives := now
	for _, x := range p.packets {
		if x.at.After(arrives) {
			arrives = x.at
		}
	}
	p.packets, p.size = nil, 0
	if !p.back.reset {
		p.back.send(reset, nil, arrives)
	}
}

// stop is called when the way is cut.
func (p *pipe) stop(now time.Time) {
	for i := range p.packets {
		x := &p.packets[i]
		x.here = x.here || !now.Before(x.at)
	}
}

// resume is called when the way is mended: what should have arrived is sent again.
func (p *pipe) resume(now time.Time) {
	again := now.Add(p.way.takes(p.chance))
	for i := range p.packets {
		if x := &p.packets[i]; !x.here && x.at.Before(again) {
			x.at = again
		}
	}
	if p.deaf {
		p.refuse(now)
	}
	p.link.wake()
}

// abort replaces everything under way with a reset that has arrived.
func (p *pipe) abort() {
	p.packets, p.size = []packetInFlight{{what: reset, here: true}}, 0
	p.ended, p.reset = true, true
	p.link.wake()
}
