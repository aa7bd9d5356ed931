package wire

import (
	"encoding/binary"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// firstType is the number of the first registered type. Lower numbers are the plain
// types of plain.go.
const firstType = 32

// Types are the message types that travel. Plain values always do: nil, bools,
// strings, []byte, the ints, uints and floats of all sizes, [time.Time],
// [time.Duration] and [actor.PID]; and an [actor.Cast] if what it holds does. The
// zero Types has no others; see [Register].
type Types struct {
	mu      sync.Mutex // held while registering
	known   atomic.Pointer[registered]
	msgpack msgpackRoad
}

// registered is the set of types at one moment. It never changes.
type registered struct {
	byType map[reflect.Type]*codec
	byName map[string]*codec
	list   []*codec // by number, from firstType on
}

// A codec encodes and decodes one type.
type codec struct {
	name   string
	number uint64 // here; the peer has its own
	typ    reflect.Type
	append func(b []byte, v any) ([]byte, error) // v is of typ
	decode func(b []byte) (any, error)           // keeps no reference to b
}

func (t *Types) now() *registered {
	if r := t.known.Load(); r != nil {
		return r
	}
	return new(registered)
}

// add registers a codec and sets its number.
func (t *Types) add(c *codec) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	old := t.now()
	if other := old.byName[c.name]; other != nil {
		return fmt.Errorf("register %v as %q: that is the name of %v", c.typ, c.name, other.typ)
	}
	if other := old.byType[c.typ]; other != nil {
		return fmt.Errorf("register %v as %q: it is registered as %q", c.typ, c.name, other.name)
	}
	c.number = firstType + uint64(len(old.list))
	next := &registered{maps.Clone(old.byType), maps.Clone(old.byName), append(slices.Clip(old.list), c)}
	if next.byType == nil {
		next.byType, next.byName = map[reflect.Type]*codec{}, map[string]*codec{}
	}
	next.byType[c.typ], next.byName[c.name] = c, c
	t.known.Store(next)
	return nil
}

// Names returns the next types to tell a peer that was told of this many, in one
// frame; it is empty if there is nothing to tell.
func (t *Types) Names(told int) TypeNames {
	m := TypeNames{First: firstType + uint64(told)}
	for _, c := range t.now().list[told:] {
		m.Names = append(m.Names, c.name)
	}
	m.Names = m.Names[:Fit(m.Names)]
	return m
}

// Append appends a value in a form that any node which knows its type reads, so
// that one encoding serves many peers. If the value cannot travel, it returns b
// unchanged, and a [*TravelError].
func (t *Types) Append(b []byte, v any) ([]byte, error) {
	if b, ok := appendPlain(b, v); ok {
		return b, nil
	}
	if cast, ok := v.(actor.Cast); ok {
		return appendCast(b, cast, t.Append)
	}
	c, err := t.find(v)
	if err != nil {
		return b, err
	}
	return c.appendTo(b, v)
}

func (t *Types) find(v any) (*codec, error) {
	typ := reflect.TypeOf(v)
	if c := t.now().byType[typ]; c != nil {
		return c, nil
	}
	return nil, t.unregistered(typ)
}

func (c *codec) appendTo(b []byte, v any) ([]byte, error) {
	start := len(b)
	b, err := c.append(binary.AppendUvarint(b, c.number), v)
	if err != nil {
		return b[:start], &TravelError{Path: c.typ.String(), Why: err.Error()}
	}
	return b, nil
}
