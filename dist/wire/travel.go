package wire

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/vmihailenco/msgpack/v5"
)

// A TravelError says which part of a value cannot travel, and why.
type TravelError struct {
	Path string // the type, and the way to the field in it: "chat.Job.Steps[].Done"
	Why  string
}

func (e *TravelError) Error() string { return e.Path + " cannot travel: " + e.Why }

// unregistered returns why an unregistered value cannot travel: what would have to
// change in its type, if anything, otherwise that it is not registered.
func (t *Types) unregistered(typ reflect.Type) error {
	if err := travels(typ); err != nil && !encodesItself(typ) {
		return err
	}
	why := "its type is not registered"
	if typ.Kind() == reflect.Pointer && t.now().byType[typ.Elem()] != nil {
		why = fmt.Sprintf("%v is registered, a pointer to it is not", typ.Elem())
	} else if c := t.now().byType[reflect.PointerTo(typ)]; c != nil {
		why = fmt.Sprintf("%v is registered, the value is not", c.typ)
	}
	return &TravelError{typ.String(), why}
}

func encodesItself(typ reflect.Type) bool {
	if typ.Kind() != reflect.Pointer {
		typ = reflect.PointerTo(typ)
	}
	return typ.Implements(reflect.TypeFor[encoding.BinaryAppender]()) &&
		typ.Implements(reflect.TypeFor[encoding.BinaryUnmarshaler]())
}

// travels returns what in a type msgpack cannot deliver unchanged. It is stricter
// than the msgpack package, which would leave it out, panic, or recurse for ever.
func travels(typ reflect.Type) error {
	w := walk{path: []string{typ.String()}}
	return w.into(typ)
}

// walk traverses a type. It knows its path, and the types that it is inside.
type walk struct {
	path   []string
	inside []reflect.Type
}

func (w *walk) into(typ reflect.Type) error {
	if typ == reflect.TypeFor[time.Time]() {
		return nil
	}
	if ok, err := w.marshals(typ); ok || err != nil {
		return err
	}
	if slices.Contains(w.inside, typ) {
		return w.no("%v contains itself; give it AppendBinary and UnmarshalBinary", typ)
	}
	w.inside = append(w.inside, typ)
	defer func() { w.inside = w.inside[:len(w.inside)-1] }()

	switch typ.Kind() {
	case reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Uintptr, reflect.Complex64, reflect.Complex128:
		return w.no("it is a %v", typ.Kind())
	case reflect.Interface:
		return w.no("it is an interface; what travels has one type")
	case reflect.Pointer:
		return w.into(typ.Elem())
	case reflect.Slice, reflect.Array:
		return w.at("[]", typ.Elem())
	case reflect.Map:
		if err := w.at("[key]", typ.Key()); err != nil {
			return err
		}
		return w.at("[]", typ.Elem())
	case reflect.Struct:
		return w.fields(typ)
	}
	return nil
}

func (w *walk) fields(typ reflect.Type) error {
	for i := range typ.NumField() {
		f := typ.Field(i)
		tag := f.Tag.Get("msgpack")
		if tag == "-" || f.Name == "_msgpack" { // left out; options for the whole struct
			continue
		}
		w.path = append(w.path, "."+f.Name)
		switch {
		case !f.IsExported() && !f.Anonymous:
			return w.no("it is not exported and would be lost; export it, or tag it `msgpack:\"-\"`")
		case f.Anonymous && f.Type.Kind() == reflect.Pointer:
			return w.no("it is an embedded pointer; give it a name")
		case strings.Contains(tag, ",intern"):
			return w.no("interned strings are not taken")
		}
		if err := w.into(f.Type); err != nil {
			return err
		}
		w.path = w.path[:len(w.path)-1]
	}
	return nil
}

func (w *walk) at(step string, typ reflect.Type) error {
	w.path = append(w.path, step)
	err := w.into(typ)
	w.path = w.path[:len(w.path)-1]
	return err
}

func (w *walk) no(why string, args ...any) error {
	return &TravelError{strings.Join(w.path, ""), fmt.Sprintf(why, args...)}
}

// marshals reports whether the msgpack package finds methods by which the type
// encodes itself. The package looks for these, in this order, separately for each
// direction: a type with only one method of a pair would arrive as something else.
func (w *walk) marshals(typ reflect.Type) (bool, error) {
	if typ.Kind() != reflect.Pointer {
		typ = reflect.PointerTo(typ)
	}
	for _, pair := range [][2]reflect.Type{
		{reflect.TypeFor[msgpack.CustomEncoder](), reflect.TypeFor[msgpack.CustomDecoder]()},
		{reflect.TypeFor[msgpack.Marshaler](), reflect.TypeFor[msgpack.Unmarshaler]()},
		{reflect.TypeFor[encoding.BinaryMarshaler](), reflect.TypeFor[encoding.BinaryUnmarshaler]()},
		{reflect.TypeFor[encoding.TextMarshaler](), reflect.TypeFor[encoding.TextUnmarshaler]()},
	} {
		out, in := typ.Implements(pair[0]), typ.Implements(pair[1])
		switch {
		case out && in:
			return true, nil
		case out:
			return false, w.no("it has %s and no %s", pair[0].Method(0).Name, pair[1].Method(0).Name)
		case in:
			return false, w.no("it has %s and no %s", pair[1].Method(0).Name, pair[0].Method(0).Name)
		}
	}
	return false, nil
}
