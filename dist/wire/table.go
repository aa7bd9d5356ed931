package wire

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// maxTypes bounds how many types a peer may name.
const maxTypes = 1 << 16

// A Table is what one connection knows of the two nodes' types: what the peer's
// numbers mean here, and which of our types it can read.
type Table struct {
	types  *Types
	mu     sync.Mutex // held while learning
	agreed atomic.Pointer[agreement]
}

// agreement is a Table at one moment. It never changes.
type agreement struct {
	names  []string // the peer's, by its numbers
	codecs []*codec // ours, by its numbers; nil: not registered here
	reads  []bool   // by our numbers: the peer knows that type
}

// NewTable returns the table of a connection on which no types were named yet.
func NewTable(t *Types) *Table {
	table := &Table{types: t}
	table.agreed.Store(new(agreement))
	return table
}

// Learn records the peer's numbers for its types. An error means that the peer
// breaks the protocol.
func (t *Table) Learn(m TypeNames) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	names := t.agreed.Load().names
	long := func(name string) bool { return len(name) > maxTypeName }
	if m.First != firstType+uint64(len(names)) || len(names)+len(m.Names) > maxTypes || slices.ContainsFunc(m.Names, long) {
		return fmt.Errorf("%v: %d from %d on: %w", KindTypes, len(m.Names), m.First, ErrMalformed)
	}
	t.agree(append(slices.Clip(names), m.Names...))
	return nil
}

// agree works out what follows from the peer's names and ours. The caller holds
// t.mu.
func (t *Table) agree(names []string) *agreement {
	ours := t.types.now()
	a := &agreement{names: names, codecs: make([]*codec, len(names)), reads: make([]bool, len(ours.list))}
	for i, name := range names {
		if c := ours.byName[name]; c != nil {
			a.codecs[i] = c
			a.reads[c.number-firstType] = true
		}
	}
	t.agreed.Store(a)
	return a
}

// renew is agree for types registered here since then.
func (t *Table) renew() *agreement {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.agree(t.agreed.Load().names)
}

// Append is [Types.Append] for this peer: it also refuses a type that the peer does
// not know.
func (t *Table) Append(b []byte, v any) ([]byte, error) {
	if b, ok := appendPlain(b, v); ok {
		return b, nil
	}
	if cast, ok := v.(actor.Cast); ok {
		return appendCast(b, cast, t.Append)
	}
	c, err := t.types.find(v)
	if err == nil {
		err = t.reads(c)
	}
	if err != nil {
		return b, err
	}
	return c.appendTo(b, v)
}

// Reads returns a [*TravelError] if the peer can't read what [Types.Append] made of
// a value.
func (t *Table) Reads(v any) error {
	if cast, ok := v.(actor.Cast); ok {
		v = cast.Body
	}
	if c := t.types.now().byType[reflect.TypeOf(v)]; c != nil {
		return t.reads(c)
	}
	return nil // a plain type
}

// reads returns an error if the peer does not know one of our types.
func (t *Table) reads(c *codec) error {
	i, a := c.number-firstType, t.agreed.Load()
	if i >= uint64(len(a.reads)) {
		a = t.renew()
	}
	if !a.reads[i] {
		return &TravelError{Path: c.typ.String(), Why: fmt.Sprintf("the other node has no type %q", c.name)}
	}
	return nil
}

// Decode returns the value that the peer appended; the value shares no memory with
// b. An error concerns only this value: it wraps [ErrMalformed], says that the type
// is not registered here, or comes from the type's UnmarshalBinary.
func (t *Table) Decode(b []byte) (any, error) {
	value, cast := cutCast(b)
	v, err := t.decodeValue(value)
	if cast && err == nil {
		v = actor.Cast{Body: v}
	}
	return v, err
}

func (t *Table) decodeValue(b []byte) (any, error) {
	c := cursor{b: b}
	number := c.uvarint()
	if c.err == nil && number >= firstType {
		return t.decode(number-firstType, c.b)
	}
	v := c.plain(number)
	if c.err != nil || len(c.b) > 0 {
		return nil, fmt.Errorf("value of type %d: %w", number, ErrMalformed)
	}
	return v, nil
}

func (t *Table) decode(i uint64, b []byte) (v any, err error) {
	a := t.agreed.Load()
	if i >= uint64(len(a.codecs)) {
		return nil, fmt.Errorf("value of a type that was never named: %w", ErrMalformed)
	}
	if a.codecs[i] == nil && len(a.reads) < len(t.types.now().list) {
		a = t.renew()
	}
	c := a.codecs[i]
	if c == nil {
		return nil, fmt.Errorf("value of type %q, which is not registered here", a.names[i])
	}
	if v, err = c.safely(b); err != nil {
		return nil, fmt.Errorf("value of type %q: %w", c.name, err)
	}
	return v, nil
}

// safely decodes a value. Whatever a type's own code does with hostile bytes, even
// a panic, it fails only this value, not the connection.
func (c *codec) safely(b []byte) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			v, err = nil, fmt.Errorf("decoding panicked: %v", p)
		}
	}()
	return c.decode(b)
}
