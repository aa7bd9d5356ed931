package wire

import (
	"errors"
	"reflect"
	"sync"

	"github.com/vmihailenco/msgpack/v5"
)

// msgpackRoad encodes types without methods of their own. The zero value is ready.
type msgpackRoad struct{ encoders, decoders sync.Pool }

type encoder struct {
	*msgpack.Encoder
	to buffer
}

type decoderOf struct {
	*msgpack.Decoder
	from scanned
}

// keepUpTo is the longest message after which a coder is reused: the msgpack
// package keeps a buffer as long as the longest text it met.
const keepUpTo = 64 << 10

// byReflection makes T be encoded as msgpack.
func byReflection[T any](c *codec, road *msgpackRoad) {
	pointer := c.typ.Kind() == reflect.Pointer
	isNil := func(v T) bool { return pointer && any(v) == any(*new(T)) }

	c.append = func(b []byte, v any) ([]byte, error) {
		// Given a pointer, the msgpack package also finds methods of *T.
		p := new(T)
		if *p = v.(T); isNil(*p) {
			return b, errNil
		}
		return road.append(b, p)
	}
	c.decode = func(b []byte) (any, error) {
		p := new(T)
		if err := road.decode(b, p); err != nil {
			return nil, err
		}
		if isNil(*p) {
			return nil, errors.Join(ErrMalformed, errNil)
		}
		return *p, nil
	}
}

func (r *msgpackRoad) append(b []byte, p any) ([]byte, error) {
	e, _ := r.encoders.Get().(*encoder)
	if e == nil {
		e = &encoder{Encoder: msgpack.NewEncoder(nil)}
	}
	start := len(b)
	e.to.b = b
	e.Reset(&e.to)
	e.UseCompactInts(true)
	err := e.Encode(p)
	b, e.to.b = e.to.b, nil
	if err != nil {
		return b, err
	}
	r.encoders.Put(e)
	// What the other side would refuse is better refused to the sender.
	return b, Scan(b[start:])
}

func (r *msgpackRoad) decode(b []byte, p any) error {
	if err := Scan(b); err != nil {
		return err
	}
	d, _ := r.decoders.Get().(*decoderOf)
	if d == nil {
		d = &decoderOf{Decoder: msgpack.NewDecoder(nil)}
	}
	d.from = scanned{b: b}
	d.Reset(&d.from)
	if err := d.Decode(p); err != nil {
		return errors.Join(ErrMalformed, err) // d must not be reused
	}
	d.from.b = nil
	if len(b) <= keepUpTo {
		r.decoders.Put(d)
	}
	return nil
}

// buffer is what the encoder writes to.
type buffer struct{ b []byte }

func (w *buffer) Write(p []byte) (int, error) {
	w.b = append(w.b, p...)
	return len(p), nil
}

func (w *buffer) WriteByte(c byte) error {
	w.b = append(w.b, c)
	return nil
}
