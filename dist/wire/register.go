package wire

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"sync"
)

const maxTypeName = 255

var errNil = errors.New("it is nil")

// Register lets values of T travel, under a name that means the same type on every
// node: the name must not change as the program does. A *T travels only if it is
// registered itself, under another name.
//
// A type that has the methods of [encoding.BinaryAppender] and
// [encoding.BinaryUnmarshaler] is encoded by them, which is the fastest way. Its
// UnmarshalBinary gets bytes from other nodes, and must expect any. (Methods
// promoted from an embedded field count as T's, and encode that field alone.) Other
// types are encoded as msgpack, by reflection: fields that the receiver does not
// know are skipped, and fields that the sender does not know are zero. A type that
// contains something that cannot travel is refused with a [*TravelError].
func Register[T any](t *Types, name string) error {
	typ := reflect.TypeFor[T]()
	if name == "" || len(name) > maxTypeName {
		return fmt.Errorf("register %v as %q: a name has 1 to %d bytes", typ, name, maxTypeName)
	}
	if _, plain := appendPlain(nil, *new(T)); plain && typ.Kind() != reflect.Interface {
		return fmt.Errorf("register %v as %q: it travels without", typ, name)
	}
	c := &codec{name: name, typ: typ}
	if !ownMethods[T](c) {
		if err := travels(typ); err != nil {
			return fmt.Errorf("register %v as %q: %w", typ, name, err)
		}
		byReflection[T](c, &t.msgpack)
	}
	return t.add(c)
}

// ownMethods makes T be encoded by its own methods. It reports false if T lacks
// them.
func ownMethods[T any](c *codec) bool {
	if c.typ.Kind() == reflect.Pointer {
		return pointerMethods[T](c)
	}
	_, appends := any(new(T)).(encoding.BinaryAppender)
	_, decodes := any(new(T)).(encoding.BinaryUnmarshaler)
	if !appends || !decodes {
		return false
	}
	c.append = func(b []byte, v any) ([]byte, error) {
		if v, ok := v.(encoding.BinaryAppender); ok {
			return v.AppendBinary(b)
		}
		addressable := v.(T) // the method is on the pointer
		return any(&addressable).(encoding.BinaryAppender).AppendBinary(b)
	}
	// Decoding fills a value and then boxes a copy of it: reusing the value saves an
	// allocation.
	scratch := sync.Pool{New: func() any { return new(T) }}
	c.decode = func(b []byte) (any, error) {
		p := scratch.Get().(*T)
		if err := any(p).(encoding.BinaryUnmarshaler).UnmarshalBinary(b); err != nil {
			return nil, err
		}
		v := *p
		*p = *new(T) // the receiver now owns what the value refers to
		scratch.Put(p)
		return v, nil
	}
	return true
}

// pointerMethods is ownMethods for a T that is a pointer.
func pointerMethods[T any](c *codec) bool {
	none := *new(T)
	_, appends := any(none).(encoding.BinaryAppender)
	_, decodes := any(none).(encoding.BinaryUnmarshaler)
	if !appends || !decodes {
		return false
	}
	c.append = func(b []byte, v any) ([]byte, error) {
		if v == any(none) {
			return b, errNil
		}
		return v.(encoding.BinaryAppender).AppendBinary(b)
	}
	c.decode = func(b []byte) (any, error) {
		p := reflect.New(c.typ.Elem()).Interface()
		if err := p.(encoding.BinaryUnmarshaler).UnmarshalBinary(b); err != nil {
			return nil, err
		}
		return p, nil
	}
	return true
}
