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
	// packets are those that nobody has read, as they were sent: who is faster waits
	// for those before. The last one may be an end or a reset, and stays.
	packets []packetInFlight
	size    int  // bytes in them
	ended   bool // its writer says no more
	reset   bool // a reset is among the packets
	deaf    bool // its reader is closed
}

// link is what both directions of a connection share.
type link struct{ changed chan struct{} }

// wake has those look again who wait for something of this connection.
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

// send puts a packet on its way, behind all others, and not before that time.
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

// next is the packet to read, if there is one by now. If there is none, due is
// when there may be, unless something changes before; zero: never.
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

// read takes bytes of a packet of data, which is the first one.
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

// broken tells whether a reset has arrived, and if not, when it does.
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

// refuse answers, for an end that is closed, what is sent to it: by a reset, once,
// if it gets here and as soon as it does.
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

// stop is for when the way is cut.
func (p *pipe) stop(now time.Time) {
	for i := range p.packets {
		x := &p.packets[i]
		x.here = x.here || !now.Before(x.at)
	}
}

// resume is for when it is mended: what should have arrived is sent again.
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

// abort replaces whatever is under way by a reset that is there.
func (p *pipe) abort() {
	p.packets, p.size = []packetInFlight{{what: reset, here: true}}, 0
	p.ended, p.reset = true, true
	p.link.wake()
}
