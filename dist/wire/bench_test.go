package wire

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// order has 64 bytes of content, and methods of its own; plainOrder is the same
// without.
type order struct {
	ID, Account, Price, Quantity uint64
	Note                         [32]byte
}

type plainOrder order

func (o order) AppendBinary(b []byte) ([]byte, error) {
	for _, n := range [...]uint64{o.ID, o.Account, o.Price, o.Quantity} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return append(b, o.Note[:]...), nil
}

func (o *order) UnmarshalBinary(b []byte) error {
	if len(b) != 64 {
		return ErrMalformed
	}
	for i, n := range [...]*uint64{&o.ID, &o.Account, &o.Price, &o.Quantity} {
		*n = binary.BigEndian.Uint64(b[8*i:])
	}
	copy(o.Note[:], b[32:])
	return nil
}

func desk(t testing.TB) *Table {
	types := new(Types)
	must(t, Register[order](types, "order"))
	must(t, Register[*order](types, "order by pointer"))
	must(t, Register[plainOrder](types, "plain order"))
	table := NewTable(types)
	must(t, table.Learn(types.Names(0)))
	return table
}

// BenchmarkValue encodes and decodes one value.
func BenchmarkValue(b *testing.B) {
	table := desk(b)
	for _, c := range []struct {
		name string
		v    any
	}{
		{"own methods", order{ID: 1, Account: 1 << 40}},
		{"own methods of a pointer", &order{ID: 1, Account: 1 << 40}},
		{"msgpack", plainOrder{ID: 1, Account: 1 << 40}},
		{"bytes", make([]byte, 64)},
		{"string", string(make([]byte, 64))},
		{"int", 1 << 40},
		{"time", time.Unix(1, 2).UTC()},
		{"pid", actor.NewPID(actor.Node{Name: "ada@10.0.0.1:4369", Incarnation: 1 << 60}, 1<<40)},
	} {
		b.Run(c.name, func(b *testing.B) {
			var buf []byte
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if buf, err = table.Append(buf[:0], c.v); err != nil {
					b.Fatal(err)
				}
				if _, err = table.Decode(buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSend makes the frame of a message of 64 bytes, and parses it.
func BenchmarkSend(b *testing.B) {
	table := desk(b)
	var v any = &order{ID: 1}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = Send{From: 1 << 30, To: 1 << 31}.Append(Begin(buf[:0], KindSend))
		buf, _ = table.Append(buf, v)
		if !End(buf, 0) {
			b.Fatal("too long")
		}
		f, _, _, err := Split(buf, MaxFrame)
		if err != nil {
			b.Fatal(err)
		}
		var m Send
		if err := m.Decode(f.Payload); err != nil {
			b.Fatal(err)
		}
		if _, err := table.Decode(m.Body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFragments(b *testing.B) {
	payload := bytes.Repeat([]byte("x"), 1<<20)
	r := NewReassembler(Limits{})
	var buf []byte
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	for b.Loop() {
		cut := NewFragmenter(1, KindSend, payload)
		for more := true; more; {
			buf, more = cut.Next(buf[:0], MaxFrame)
			f, _, _, _ := Split(buf, MaxFrame)
			if _, _, err := r.Add(f); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// Frequent messages take nothing from the heap to encode, nor their frames to
// decode.
func TestFastRoadsDoNotAllocate(t *testing.T) {
	table := desk(t)
	buf := make([]byte, 0, 1024)
	for _, v := range []any{
		order{ID: 1}, &order{ID: 1}, []byte("bytes"), "text", true, 1 << 40, 1.5, uint8(3), time.Unix(1, 2), time.Second, actor.PID{},
		actor.NewPID(actor.Node{Name: "ada@10.0.0.1:4369", Incarnation: 1}, 1), nil,
	} {
		allocs := testing.AllocsPerRun(100, func() {
			b := Send{From: 1 << 30, To: 1 << 31}.Append(Begin(buf[:0], KindSend))
			b, err := table.Append(b, v)
			if err != nil || !End(b, 0) {
				t.Fatal(err)
			}
			var m Send
			f, _, _, _ := Split(b, MaxFrame)
			if err := m.Decode(f.Payload); err != nil || len(m.Body) == 0 {
				t.Fatal(err)
			}
		})
		if allocs != 0 {
			t.Errorf("%T: %v allocations", v, allocs)
		}
	}
	calls := testing.AllocsPerRun(100, func() {
		var c Call
		var r Reply
		var p Ping
		b := Call{1 << 40, 1, 2, buf[:8]}.Append(buf[:0])
		if err := c.Decode(b); err != nil {
			t.Fatal(err)
		}
		if err := r.Decode(Reply{Call: 1 << 40, Body: buf[:8]}.Append(b[len(b):])); err != nil {
			t.Fatal(err)
		}
		if err := p.Decode(Ping{1 << 40}.Append(buf[:0])); err != nil {
			t.Fatal(err)
		}
	})
	if calls != 0 {
		t.Errorf("calls and replies: %v allocations", calls)
	}
}
