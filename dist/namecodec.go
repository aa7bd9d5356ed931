package dist

import (
	"encoding/binary"
	"fmt"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

/*
What nodes tell each other of names, in payloads of package wire. A number is an
unsigned varint, a text a number and that many bytes.

	snapshot  clock, count, claims: as many as go in one frame; the others follow,
	          each on its own
	claim     name (a text), process, seq, time, view
	ack       name, seq, pid of the rival (see wire.AppendPID; 0: none, and no
	          more follows), its seq, time, view
	withdraw  name, seq

A claim's process is the number it has on the node that speaks: nobody can claim
for another's.
*/

// maxClaims bounds the claims in one snapshot, as a claim can be a few bytes.
const maxClaims = 1 << 16

// inFrames splits a snapshot that is too long for a frame into a shorter one, with
// its other claims behind it. In fragments, messages sent after synced would overtake
// it.
func inFrames(m global.Message) []global.Message {
	s, ok := m.(global.Snapshot)
	if !ok || len(s.Claims) <= claimsInFrame {
		return []global.Message{m}
	}
	parts := []global.Message{global.Snapshot{Clock: s.Clock, Claims: s.Claims[:claimsInFrame]}}
	for _, c := range s.Claims[claimsInFrame:] {
		parts = append(parts, c)
	}
	return parts
}

// claimsInFrame is how many claims always fit into one frame, however long their
// names and numbers are.
const claimsInFrame = (wire.MaxFrame - wire.HeaderSize - 2*binary.MaxVarintLen64) / (global.MaxName + 5*binary.MaxVarintLen64)

func encodeNames(m global.Message) wire.Opaque {
	switch m := m.(type) {
	case global.Snapshot:
		b := appendNumbers(nil, m.Clock, uint64(len(m.Claims)))
		for _, c := range m.Claims {
			b = appendClaim(b, c)
		}
		return wire.Opaque{Of: wire.KindNamesSnapshot, Payload: b}
	case global.Claim:
		return wire.Opaque{Of: wire.KindNamesClaim, Payload: appendClaim(nil, m)}
	case global.Answer:
		b := appendNumbers(appendName(nil, m.Name), m.Seq)
		if b = wire.AppendPID(b, m.Rival.PID); !m.Rival.PID.IsZero() {
			b = appendNumbers(b, m.Rival.Seq, m.Rival.Time, uint64(m.Rival.View))
		}
		return wire.Opaque{Of: wire.KindNamesAck, Payload: b}
	case global.Withdrawal:
		return wire.Opaque{Of: wire.KindNamesWithdraw, Payload: appendNumbers(appendName(nil, m.Name), m.Seq)}
	}
	panic(fmt.Sprintf("no message of names: %T", m))
}

func appendClaim(b []byte, c global.Claim) []byte {
	return appendNumbers(appendName(b, c.Name), c.PID.ID(), c.Seq, c.Time, uint64(c.View))
}

func appendName(b []byte, name string) []byte {
	return append(appendNumbers(b, uint64(len(name))), name...)
}

func appendNumbers(b []byte, numbers ...uint64) []byte {
	for _, n := range numbers {
		b = binary.AppendUvarint(b, n)
	}
	return b
}

// decodeNames decodes a peer's message. The error wraps [wire.ErrMalformed].
func decodeNames(by actor.Node, m wire.Opaque) (said global.Message, err error) {
	f := fields{b: m.Payload}
	switch m.Of {
	case wire.KindNamesSnapshot:
		s := global.Snapshot{Clock: f.number()}
		count := f.number()
		f.bad = f.bad || count > maxClaims
		for ; count > 0 && !f.bad; count-- {
			s.Claims = append(s.Claims, f.claim(by))
		}
		said = s
	case wire.KindNamesClaim:
		said = f.claim(by)
	case wire.KindNamesAck:
		a := global.Answer{Name: f.name(), Seq: f.number()}
		if pid := f.pid(); !pid.IsZero() {
			a.Rival = global.Claim{Name: a.Name, PID: pid, Seq: f.number(), Time: f.number(), View: f.view()}
		}
		said = a
	case wire.KindNamesWithdraw:
		said = global.Withdrawal{Name: f.name(), Seq: f.number()}
	default:
		f.bad = true
	}
	if f.bad || len(f.b) > 0 {
		return nil, fmt.Errorf("%v: %w", m.Of, wire.ErrMalformed)
	}
	return said, nil
}

// fields takes one field after the other off the front of a payload. After the first
// missing field all are zero.
type fields struct {
	b   []byte
	bad bool
}

func (f *fields) number() uint64 {
	v, n := binary.Uvarint(f.b)
	if n <= 0 {
		f.b, f.bad = nil, true
		return 0
	}
	f.b = f.b[n:]
	return v
}

func (f *fields) name() string {
	n := f.number()
	if n > uint64(len(f.b)) {
		f.b, f.bad = nil, true
		return ""
	}
	name := string(f.b[:n])
	f.b = f.b[n:]
	return name
}

// view reads a number of nodes.
func (f *fields) view() int {
	n := f.number()
	f.bad = f.bad || n > 1<<31-1
	return int(n)
}

func (f *fields) pid() actor.PID {
	pid, rest, err := wire.CutPID(f.b)
	f.b, f.bad = rest, f.bad || err != nil
	return pid
}

func (f *fields) claim(by actor.Node) global.Claim {
	name, process := f.name(), f.number()
	f.bad = f.bad || process == 0
	return global.Claim{Name: name, PID: actor.NewPID(by, process), Seq: f.number(), Time: f.number(), View: f.view()}
}
